import { describe, expect, it } from 'vitest';
import { MemorySaver } from '../../../agent/spare-memory.ts';
import { FakeTimers } from './fake-timers.ts';

function saver() {
  const timers = new FakeTimers();
  const flags = new Set<string>();
  const set = (flag: string) => {
    const name = flag.replace(/^--(no-)?/, '').replace(/=.*/, '');
    for (const other of flags)
      if (other.replace(/^--(no-)?/, '').replace(/=.*/, '') === name) flags.delete(other);
    flags.add(flag);
  };
  return { timers, flags, memory: new MemorySaver(timers, set) };
}

describe('memory saver', () => {
  it('keeps the compilers out of a small agent', () => {
    const { flags, memory } = saver();
    memory.suit(10);
    expect([...flags]).toEqual(expect.arrayContaining(['--no-opt', '--no-sparkplug', '--gc-global']));
  });

  it('lets a large agent have the compilers, and takes them away when its work has gone', () => {
    const { timers, flags, memory } = saver();
    memory.suit(500);
    expect([...flags]).toEqual(expect.arrayContaining(['--opt', '--sparkplug', '--no-gc-global']));
    expect(timers.pending).toBe(0);
    memory.suit(10);
    expect([...flags]).toEqual(expect.arrayContaining(['--no-opt', '--no-sparkplug', '--gc-global']));
  });

  it('has all of the memory looked through after a change, then now and then', async () => {
    const { timers, flags, memory } = saver();
    memory.suit(10);
    await timers.advance(61_000);
    expect(flags).toContain('--no-gc-global');
    await timers.advance(600_000);
    expect(flags).toContain('--gc-global');
    await timers.advance(20_000);
    expect(flags).toContain('--no-gc-global');
    memory.suit(500);
    await timers.advance(600_000);
    expect(flags).toContain('--no-gc-global');
  });

  it.each([10, 500])('leaves no timer behind with %i jobs', (jobs) => {
    const { timers, flags, memory } = saver();
    memory.suit(jobs);
    memory.stop();
    expect(timers.pending).toBe(0);
    expect(flags).toContain('--no-gc-global');
  });
});
