import { describe, expect, it } from 'vitest';
import { Baseline } from '../../../../collector/rules/baseline.ts';

const MINUTE = 60_000;
const DAY = 1_440;
const FLOOR = 1;

/** Values that swing about what they should be, the same in every run. */
function noisy(value: number, minute: number): number {
  return value + ((minute * 7_919) % 17) / 4 - 2;
}

/** @param valueAt by minute since the start and hour of the day. */
function learned(
  minutes: number,
  valueAt: (minute: number, hour: number) => number,
  baseline = new Baseline(),
  from = 0,
) {
  for (let minute = from; minute < from + minutes; minute++) {
    const hour = Math.floor(minute / 60) % 24;
    baseline.learn(valueAt(minute, hour), minute * MINUTE, hour, FLOOR);
  }
  return baseline;
}

describe('a baseline', () => {
  it('knows nothing at first', () => {
    const cold = learned(14, () => 20);
    expect(cold.deviations(1_000, 0, FLOOR)).toBeUndefined();
    expect(cold.learnedForMs).toBe(0);
  });

  it('finds what is usual and how far values swing', () => {
    const known = learned(2 * DAY, (minute) => noisy(20, minute));
    expect(known.deviations(20, 5, FLOOR)).toBeCloseTo(0, 0);
    expect(known.deviations(24, 5, FLOOR)).toBeLessThan(4);
    expect(known.deviations(60, 5, FLOOR)).toBeGreaterThan(15);
  });

  it('believes in no smaller deviation than the floor', () => {
    const known = learned(DAY, () => 20);
    expect(known.deviations(23, 5, FLOOR)).toBeCloseTo(3, 1);
  });

  it('knows the hours of the day apart', () => {
    const known = learned(7 * DAY, (minute, hour) => noisy(hour >= 8 && hour < 17 ? 60 : 20, minute));
    expect(known.deviations(60, 10, FLOOR)).toBeLessThan(2);
    expect(known.deviations(60, 3, FLOOR)).toBeGreaterThan(6);
  });

  it('is not poisoned by an hour of something else', () => {
    const known = learned(7 * DAY, (minute) => noisy(20, minute));
    const before = known.deviations(60, 0, FLOOR) ?? 0;
    learned(60, () => 5_000, known, 7 * DAY);
    expect(known.deviations(60, 0, FLOOR)).toBeGreaterThan(before / 2);
    expect(Math.abs(known.deviations(20, 0, FLOOR) ?? 99)).toBeLessThan(1);
  });

  it('takes a lasting change for usual within weeks', () => {
    const known = learned(7 * DAY, (minute) => noisy(20, minute));
    learned(28 * DAY, (minute) => noisy(40, minute), known, 7 * DAY);
    expect(known.deviations(40, 12, FLOOR)).toBeLessThan(3);
  });

  it('learns once a minute, however often it is asked to', () => {
    const baseline = new Baseline();
    baseline.learn(1, 0, 0, FLOOR);
    expect(baseline.isDue(MINUTE - 1)).toBe(false);
    expect(baseline.isDue(MINUTE)).toBe(true);
  });

  it('is the same after it was written down and read', () => {
    const known = learned(2 * DAY, (minute) => noisy(20, minute));
    const read = Baseline.parse(String(known));
    expect(read?.deviations(33, 7, FLOOR)).toBeCloseTo(known.deviations(33, 7, FLOOR) ?? 0, 3);
    expect(read?.learnedForMs).toBe(known.learnedForMs);
  });

  it.each(['', 'AAAA', 'no base64 at all', Buffer.alloc(300, 255).toString('base64')])(
    'is not made of %j',
    (text) => expect(Baseline.parse(text)).toBeUndefined(),
  );
});
