import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuUsageBetween, parseMeminfo, parseStat } from '../../../../../agent/probes/host/proc-stat.ts';

describe('/proc/stat', () => {
  it.each([
    ['2.4', 'cpu  10 5 20 100\n', { user: 15, system: 20, idle: 100, iowait: 0, steal: 0 }],
    ['2.6.32', 'cpu  10 5 20 100 7 1 2 3 0\n', { user: 15, system: 23, idle: 100, iowait: 7, steal: 3 }],
    [
      '6.18',
      'cpu  10 5 20 100 7 1 2 3 4 0\ncpu0 1 1 1 1\n',
      { user: 15, system: 23, idle: 100, iowait: 7, steal: 3 },
    ],
  ])('of Linux %s', (_, text, cpu) => expect(parseStat(text).cpu).toEqual(cpu));

  it('says when the machine was started', () => {
    expect(parseStat('intr 1 2\nctxt 5\nbtime 1795443038\nprocesses 1\n').bootedS).toBe(1_795_443_038);
  });

  it.each(['', 'cpu', 'cpu a b c d', 'cpu0 1 2 3 4\nbtime x'])('reads nothing from %j', (text) =>
    expect(parseStat(text)).toEqual({ cpu: undefined, bootedS: undefined }),
  );
});

describe('the use of processors', () => {
  const times = (user: number, idle: number, iowait = 0) => ({ user, system: 0, idle, iowait, steal: 0 });

  it('is the share that was neither idle nor waiting for disks', () => {
    expect(cpuUsageBetween(times(100, 100), times(125, 165, 10))).toMatchObject({
      active: 25,
      user: 25,
      iowait: 10,
    });
  });
  it('takes an iowait that falls for none', () => {
    expect(cpuUsageBetween(times(0, 0, 50), times(50, 50, 40))).toMatchObject({ active: 50, iowait: 0 });
  });
  it.each([
    ['no time has passed', times(1, 1), times(1, 1)],
    ['a counter fell', times(10, 1), times(5, 10)],
  ])('is not known where %s', (_, before, after) => expect(cpuUsageBetween(before, after)).toBeUndefined());
});

describe('/proc/meminfo', () => {
  const OLD =
    'MemTotal:        1000 kB\nMemFree:          100 kB\nBuffers:           50 kB\nCached:           200 kB\n';

  it('of Linux before 3.14 has no estimate of what is available', () => {
    expect(parseMeminfo(OLD)).toMatchObject({ totalBytes: 1_024_000, availableBytes: 350 * 1_024 });
  });
  it('of later ones has', () => {
    const text = `${OLD}MemAvailable:     600 kB\nSwapTotal:        500 kB\nSwapFree:         400 kB\nHugePages_Total:       0\n`;
    expect(parseMeminfo(text)).toMatchObject({
      availableBytes: 600 * 1_024,
      cachedBytes: 200 * 1_024,
      swapFreeBytes: 400 * 1_024,
    });
  });
  it.each(['', 'MemTotal: 0 kB', 'MemTotal: many kB'])('reads nothing from %j', (text) =>
    expect(parseMeminfo(text)).toBeUndefined(),
  );
});

it('any text is read without stumbling, and shares are shares', () => {
  const ticks = fc.nat(1_000_000);
  const times = fc.record({ user: ticks, system: ticks, idle: ticks, iowait: ticks, steal: ticks });
  fc.assert(
    fc.property(fc.string(), times, times, (text, before, after) => {
      parseStat(text);
      parseStat(`cpu  ${text}`);
      parseMeminfo(text);
      const active = cpuUsageBetween(before, after)?.active ?? 0;
      expect(active).toBeGreaterThanOrEqual(-1e-9);
      expect(active).toBeLessThanOrEqual(100);
    }),
  );
});
