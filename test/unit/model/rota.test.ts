import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, instantOf, localTime, nextTimeOfDay } from '../../../model/local-time.ts';
import type { Rota } from '../../../model/rota.ts';
import { handoverAfter, onDuty, onDutyAtOrAfter } from '../../../model/rota.ts';

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

  it.each<[string, Partial<Rota>, string, string | undefined]>([
    ['the next turn', {}, '2026-01-06T00:00', '2026-01-12T07:30'],
    ['later the same day', {}, '2026-01-12T00:00', '2026-01-12T07:30'],
    [
      'past a turn of the same member',
      { members: ['An', 'An', 'Bình'] },
      '2026-01-06T00:00',
      '2026-01-19T07:30',
    ],
    ['never, by one member alone', { members: ['An'] }, '2026-01-06T00:00', undefined],
    [
      'when somebody stands in',
      { overrides: [{ from: '2026-01-07T12:00', to: '2026-01-08T12:00', member: 'Dung' }] },
      '2026-01-06T00:00',
      '2026-01-07T12:00',
    ],
    [
      'long after, when who stands in for everybody goes on by turn',
      {
        members: ['An', 'Bình'],
        every_days: 1,
        overrides: [{ from: '2026-01-06T00:00', to: '2026-06-02T07:30', member: 'Bình' }],
      },
      '2026-01-06T12:00',
      '2026-06-02T07:30',
    ],
  ])('is handed over %s', (_name, more, at, until) => {
    const local = (text: string) => Date.parse(`${text}:00+07:00`);
    expect(handoverAfter(rota(more), local(at), HANOI)).toBe(until === undefined ? undefined : local(until));
  });

  it('has the same member until it is handed over, and another one then', () => {
    const name = fc.constantFrom('An', 'Bình', 'Cúc');
    const moment = fc
      .integer({ min: 0, max: 400 * 24 })
      .map((hour) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString().slice(0, 16));
    const some = fc.record({
      members: fc.array(name, { maxLength: 4 }),
      every_days: fc.integer({ min: 1, max: 9 }),
      overrides: fc.array(fc.record({ from: moment, to: moment, member: name }), { maxLength: 4 }),
    });
    const atMs = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 1, 1) });
    fc.assert(
      fc.property(some, atMs, fc.double({ min: 0, max: 1, noNaN: true }), (more, at, part) => {
        const zoned = rota(more);
        const now = onDuty(zoned, at, BERLIN);
        const until = handoverAfter(zoned, at, BERLIN);
        const end = until ?? at + 400 * 24 * HOUR;
        expect(onDuty(zoned, Math.floor(at + (end - 1 - at) * part), BERLIN)).toBe(now);
        if (until !== undefined) expect(onDuty(zoned, until, BERLIN)).not.toBe(now);
      }),
    );
  });
});
