import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceSlots, slotsOf } from '../../../../../agent/probes/snmp/device-slots.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when told to. */
class Work {
  started = false;
  end: () => void = () => undefined;
  readonly #ended = new Promise<void>((resolve) => {
    this.end = resolve;
  });
  readonly run = () => {
    this.started = true;
    return this.#ended;
  };
}
const work = () => new Work();

describe('DeviceSlots', () => {
  it('lets so many work at once, the others in their order', async () => {
    const slots = new DeviceSlots(2, 1_000);
    const works = [work(), work(), work(), work()];
    const done = works.map(({ run }) => slots.run(run));
    await vi.advanceTimersByTimeAsync(0);
    expect(works.map(({ started }) => started)).toEqual([true, true, false, false]);
    works[0]!.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(works.map(({ started }) => started)).toEqual([true, true, true, false]);
    for (const { end } of works) end();
    await vi.advanceTimersByTimeAsync(0);
    await Promise.all(done);
  });

  it('does not wait for one that takes long', async () => {
    const slots = new DeviceSlots(1, 250);
    const [dead, living] = [work(), work()];
    void slots.run(dead.run);
    void slots.run(living.run);
    await vi.advanceTimersByTimeAsync(249);
    expect(living.started).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(living.started).toBe(true);
  });

  it('frees a slot once, however its work ends', async () => {
    const slots = new DeviceSlots(1, 250);
    const slow = work();
    const first = slots.run(slow.run);
    await vi.advanceTimersByTimeAsync(250);
    slow.end();
    await first;
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const [one, other] = [work(), work()];
    void slots.run(one.run);
    void slots.run(other.run);
    await vi.advanceTimersByTimeAsync(0);
    expect([one.started, other.started]).toEqual([true, false]);
  });

  it('is one for each agent', () => {
    const [one, other] = [{}, {}];
    expect(slotsOf(one)).toBe(slotsOf(one));
    expect(slotsOf(one)).not.toBe(slotsOf(other));
  });
});
