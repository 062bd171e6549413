import { describe, expect, it } from 'vitest';
import { CollectorClock, timeOfAnswer } from '../../../agent/collector-clock.ts';

const START_MS = Date.UTC(2026, 10, 23);

/** An exchange that began at a monotonic time; this clock is ahead by `aheadMs`, each way took its time. */
function exchange(
  clock: CollectorClock,
  at: { monotonicMs: number; aheadMs: number; thereMs?: number; backMs?: number },
): void {
  const { monotonicMs, aheadMs, thereMs = 10, backMs = 10 } = at;
  const wall = (afterMs: number) => START_MS + monotonicMs + afterMs;
  clock.observe(
    { wallMs: wall(0) + aheadMs, monotonicMs },
    { wallMs: wall(thereMs + backMs) + aheadMs, monotonicMs: monotonicMs + thereMs + backMs },
    wall(thereMs),
  );
}

describe('collector clock', () => {
  it('knows nothing before the first answer', () => expect(new CollectorClock().offsetMs).toBeUndefined());

  it.each([0, 7_000, -86_400_000])('measures a clock that is %i ms ahead', (aheadMs) => {
    const clock = new CollectorClock();
    exchange(clock, { monotonicMs: 5, aheadMs });
    expect(clock.offsetMs).toBe(aheadMs);
  });

  it('believes the quickest of the latest exchanges', () => {
    const clock = new CollectorClock();
    exchange(clock, { monotonicMs: 0, aheadMs: 50, thereMs: 900 });
    exchange(clock, { monotonicMs: 2_000, aheadMs: 50 });
    exchange(clock, { monotonicMs: 4_000, aheadMs: 50, backMs: 700 });
    expect(clock.offsetMs).toBe(50);
  });

  it('forgets exchanges that are long past', () => {
    const clock = new CollectorClock();
    exchange(clock, { monotonicMs: 0, aheadMs: 0, thereMs: 1, backMs: 1 });
    // A drift that is too slow for a step.
    for (let round = 1; round <= 8; round++)
      exchange(clock, { monotonicMs: round * 60_000, aheadMs: round * 5 });
    expect(clock.offsetMs).toBeGreaterThan(0);
  });

  it('begins anew when the clock was set', () => {
    const clock = new CollectorClock();
    exchange(clock, { monotonicMs: 0, aheadMs: 60_000, thereMs: 1, backMs: 1 });
    exchange(clock, { monotonicMs: 1_000, aheadMs: 0, thereMs: 400, backMs: 400 });
    expect(clock.offsetMs).toBe(0);
  });

  it('takes nothing from an exchange in which the clock was set', () => {
    const clock = new CollectorClock();
    clock.observe(
      { wallMs: START_MS, monotonicMs: 0 },
      { wallMs: START_MS + 5_000, monotonicMs: 20 },
      START_MS,
    );
    expect(clock.offsetMs).toBeUndefined();
  });
});

describe('timeOfAnswer', () => {
  it.each([
    ['our own header', { 'canhmang-time': '1700000000123', date: 'x' }, 1_700_000_000_123],
    ['the middle of the second of Date', { date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, 1_795_428_000_500],
    ['nothing', {}, undefined],
    ['a header that is no number', { 'canhmang-time': 'noon' }, undefined],
  ])('reads %s', (_, headers, timeMs) => expect(timeOfAnswer(headers)).toBe(timeMs));
});
