import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateInterval } from '../../../model/availability.ts';
import { availabilityOf } from '../../../model/availability.ts';
import type { State } from '../../../model/state.ts';
import { STATES } from '../../../model/state.ts';

const HOUR = 3_600_000;
const day = { fromMs: 0, toMs: 24 * HOUR };
const LATER = 100 * HOUR;

function interval(state: State, fromHour: number, toHour?: number): StateInterval {
  return { state, fromMs: fromHour * HOUR, toMs: toHour === undefined ? undefined : toHour * HOUR };
}

/** Intervals in order, with gaps between some of them; the last one may be open. */
const history = fc
  .tuple(
    fc.integer({ min: -1_000, max: 1_000 }),
    fc.array(
      fc.record({
        state: fc.constantFrom(...STATES),
        gapMs: fc.oneof(fc.constant(0), fc.nat(500)),
        forMs: fc.integer({ min: 1, max: 2_000 }),
      }),
      { maxLength: 12 },
    ),
    fc.boolean(),
  )
  .map(([startMs, parts, open]) => {
    let atMs = startMs;
    return parts.map(({ state, gapMs, forMs }, index): StateInterval => {
      const fromMs = atMs + gapMs;
      atMs = fromMs + forMs;
      return { state, fromMs, toMs: open && index === parts.length - 1 ? undefined : atMs };
    });
  });

describe('availability', () => {
  it('has states that add up to the period, to the millisecond', () => {
    fc.assert(
      fc.property(history, fc.nat(3_000), fc.nat(5_000), fc.nat(9_000), (intervals, fromMs, forMs, nowMs) => {
        const { stateMs, periodMs } = availabilityOf(intervals, { fromMs, toMs: fromMs + forMs }, nowMs);
        expect(Object.values(stateMs).reduce((sum, ms) => sum + ms, 0)).toBe(periodMs);
        expect(periodMs).toBe(Math.max(0, Math.min(forMs, nowMs - fromMs)));
        expect(Math.min(...Object.values(stateMs))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of two parts of a period adds up to that of the whole', () => {
    fc.assert(
      fc.property(
        history,
        fc.nat(3_000),
        fc.nat(2_000),
        fc.nat(2_000),
        (intervals, fromMs, first, second) => {
          const cut = fromMs + first;
          const toMs = cut + second;
          const nowMs = 20_000;
          const whole = availabilityOf(intervals, { fromMs, toMs }, nowMs).stateMs;
          const left = availabilityOf(intervals, { fromMs, toMs: cut }, nowMs).stateMs;
          const right = availabilityOf(intervals, { fromMs: cut, toMs }, nowMs).stateMs;
          for (const state of STATES) expect(left[state] + right[state]).toBe(whole[state]);
        },
      ),
    );
  });

  it('counts degraded as available', () => {
    const { ratio } = availabilityOf([interval('up', 0, 12), interval('degraded', 12, 24)], day, LATER);
    expect(ratio).toBe(1);
  });

  it('leaves out the time when nobody was looking', () => {
    const intervals = [interval('up', 0, 9), interval('down', 9, 12), interval('unknown', 12, 24)];
    expect(availabilityOf(intervals, day, LATER)).toMatchObject({ ratio: 0.75, outages: 1 });
  });

  it('takes time that no interval covers for unknown', () => {
    const { stateMs } = availabilityOf([interval('up', 6, 12)], day, LATER);
    expect(stateMs).toMatchObject({ up: 6 * HOUR, unknown: 18 * HOUR });
  });

  it('is not known when nobody was looking at all', () => {
    expect(availabilityOf([], day, LATER)).toMatchObject({ ratio: undefined, periodMs: 24 * HOUR });
  });

  it('is not known of a period that has not begun', () => {
    expect(availabilityOf([interval('up', -9)], day, -HOUR)).toMatchObject({ periodMs: 0, ratio: undefined });
  });

  it('ends now, where the period is still going on', () => {
    const { periodMs, stateMs } = availabilityOf([interval('up', 0)], day, 6 * HOUR);
    expect([periodMs, stateMs.up]).toEqual([6 * HOUR, 6 * HOUR]);
  });

  it('counts outages that adjoin as one', () => {
    const intervals = [
      interval('up', 0, 1),
      interval('unreachable', 1, 3),
      interval('down', 3, 4),
      interval('up', 4),
    ];
    expect(availabilityOf(intervals, day, LATER)).toMatchObject({ outages: 1, longestOutageMs: 3 * HOUR });
  });

  it('counts outages with something between them apart', () => {
    const intervals = [
      interval('down', 0, 2),
      interval('unknown', 2, 3),
      interval('down', 3, 6),
      interval('up', 6),
    ];
    expect(availabilityOf(intervals, day, LATER)).toMatchObject({ outages: 2, longestOutageMs: 3 * HOUR });
  });

  it('cuts outages off at the ends of the period', () => {
    const intervals = [interval('down', -5, 1), interval('up', 1, 22), interval('down', 22)];
    expect(availabilityOf(intervals, day, LATER)).toMatchObject({ outages: 2, longestOutageMs: 2 * HOUR });
  });
});
