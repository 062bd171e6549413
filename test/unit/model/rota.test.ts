import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, instantOf, localTime, nextTimeOfDay } from '../../../model/local-time.ts';
import type { Rota } from '../../../model/rota.ts';
import { onDuty, onDutyAtOrAfter } from '../../../model/rota.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
/** Clocks are put forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00. */
const BERLIN = 'Europe/Berlin';
const HOUR = 3_600_000;

function rota(more: Partial<Rota> = {}): Rota {
  return {
    members: ['An', 'Bình', 'Cúc'],
    start: '2026-01-05',
    every_days: 7,
    at: 450,
    overrides: [],
    ...more,
  };
}

describe('local time', () => {
  it('is what clocks on the wall show', () => {
    const timeMs = Date.UTC(2026, 10, 23, 17, 5);
    expect(localTime(timeMs, HANOI)).toEqual({ day: '2026-11-24', minute: 5, weekday: 2 });
    expect(instantOf('2026-11-24', 5, HANOI)).toBe(timeMs);
  });

  it('is shown twice when clocks are put back: the first time counts', () => {
    expect(instantOf('2026-10-25', 150, BERLIN)).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it('is as late as it would have been where clocks leave it out', () => {
    expect(instantOf('2026-03-29', 150, BERLIN)).toBe(Date.UTC(2026, 2, 29, 1, 30));
  });

  it('comes again', () => {
    const at = Date.UTC(2026, 10, 23, 0, 30);
    expect(nextTimeOfDay([450, 780], at, HANOI)).toBe(Date.UTC(2026, 10, 23, 6));
    expect(nextTimeOfDay([450], at, HANOI)).toBe(at + 24 * HOUR);
  });
});

describe('a rota', () => {
  it.each([
    ['2026-01-05', 449, 'Cúc'],
    ['2026-01-05', 450, 'An'],
    ['2026-01-12', 449, 'An'],
    ['2026-01-12', 450, 'Bình'],
    ['2026-01-26', 450, 'An'],
  ])('on %s, %d minutes after midnight, has %s', (day, minute, member) =>
    expect(onDuty(rota(), instantOf(day, minute, HANOI), HANOI)).toBe(member),
  );

  it('has somebody else for a while', () => {
    const overrides = [{ from: '2026-01-06T07:30', to: '2026-01-07T07:30', member: 'Dung' }];
    const at = (day: string, minute: number) =>
      onDuty(rota({ overrides }), instantOf(day, minute, HANOI), HANOI);
    expect([at('2026-01-06', 449), at('2026-01-06', 450), at('2026-01-07', 450)]).toEqual([
      'An',
      'Dung',
      'An',
    ]);
  });

  it('of overrides alone has nobody between them, and in the end nobody ever', () => {
    const alone = rota({
      members: [],
      overrides: [{ from: '2026-01-06T07:30', to: '2026-01-07T07:30', member: 'An' }],
    });
    expect(onDuty(alone, instantOf('2026-01-08', 0, HANOI), HANOI)).toBeUndefined();
    expect(onDutyAtOrAfter(alone, instantOf('2026-01-07', 449, HANOI), HANOI)).toBe(true);
    expect(onDutyAtOrAfter(alone, instantOf('2026-01-07', 450, HANOI), HANOI)).toBe(false);
  });

  it('hands over once in each period, at its time, also where clocks are put forward and back', () => {
    const zones = fc.constantFrom(HANOI, BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    const made = fc.record({
      every_days: fc.integer({ min: 1, max: 14 }),
      at: fc.integer({ min: 0, max: 1_439 }),
    });
    const days = fc.integer({ min: 0, max: 700 });
    fc.assert(
      fc.property(zones, made, days, fc.integer({ min: 1, max: 4 }), (zone, settings, day, count) => {
        const members = Array.from({ length: count }, (_, index) => `member ${index}`);
        const turns = rota({ ...settings, members });
        const { every_days: everyDays, at, start } = turns;
        const turn = Math.floor(day / everyDays);
        const from = instantOf(addDays(start, turn * everyDays), at, zone);
        const to = instantOf(addDays(start, (turn + 1) * everyDays), at, zone);
        for (let timeMs = from; timeMs < to; timeMs += (to - from) / 7)
          expect(onDuty(turns, timeMs, zone)).toBe(members[turn % count]);
        expect(onDuty(turns, to - 1_000, zone)).toBe(members[turn % count]);
        expect(onDuty(turns, to, zone)).toBe(members[(turn + 1) % count]);
      }),
    );
  });
});
