import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineUse } from '../../../simulator/faults.ts';
import { DAY_MS } from '../../../simulator/script.ts';
import { dayTotal, layDownDay, octetsAt } from '../../../simulator/traffic.ts';

const HOUR = 3_600_000;
const bandwidthBps = 10_240_000;

function dayWith(seed: number, use: LineUse | ((timeMs: number) => LineUse)) {
  return layDownDay({ bandwidthBps, busyShare: 0.5, seed }, typeof use === 'function' ? use : () => use);
}

const meanBps = (day: Float64Array, fromMs: number, toMs: number) =>
  ((octetsAt(day, toMs) - octetsAt(day, fromMs)) * 8_000) / (toMs - fromMs);

describe('traffic', () => {
  it('never falls and never exceeds the bandwidth', () => {
    const uses: LineUse[] = ['normal', 'full', 'idle'];
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(...uses),
        fc.nat(9 * DAY_MS),
        fc.nat(DAY_MS),
        (seed, use, atMs, forMs) => {
          const day = dayWith(seed, use);
          const octets = octetsAt(day, atMs + forMs) - octetsAt(day, atMs);
          expect(octets).toBeGreaterThanOrEqual(0);
          // A millionth of an octet for the rounding of a sum that is not whole within a minute.
          expect(octets).toBeLessThanOrEqual((bandwidthBps * forMs) / 8_000 + 1e-6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is the same for the same seed and differs between seeds', () => {
    expect(dayWith(1, 'normal')).toEqual(dayWith(1, 'normal'));
    expect(dayTotal(dayWith(1, 'normal'))).not.toBe(dayTotal(dayWith(2, 'normal')));
  });

  it('is an office’s: busier in the morning than at noon and at night', () => {
    const day = dayWith(7, 'normal');
    const [night, morning, noon] = [2, 9, 12].map((hour) => meanBps(day, hour * HOUR, (hour + 1) * HOUR));
    expect(morning).toBeGreaterThan(1.5 * noon!);
    expect(noon).toBeGreaterThan(2 * night!);
  });

  it('fills a congested line and leaves a cut one empty', () => {
    const day = dayWith(7, (timeMs) => (timeMs < HOUR ? 'full' : timeMs < 2 * HOUR ? 'idle' : 'normal'));
    expect(meanBps(day, 0, HOUR)).toBeGreaterThan(0.95 * bandwidthBps);
    expect(meanBps(day, HOUR, 2 * HOUR)).toBe(0);
  });

  it('goes on from day to day without a step', () => {
    const day = dayWith(3, 'normal');
    expect(octetsAt(day, 4 * DAY_MS)).toBe(4 * dayTotal(day));
    expect(octetsAt(day, 4 * DAY_MS - 0.001)).toBeLessThanOrEqual(4 * dayTotal(day));
  });
});
