import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../../model/maintenance.ts';
import {
  badRulePart,
  joinStretches,
  momentOfLocal,
  nextStart,
  problemOfWindow,
  stretchesOf,
} from '../../../model/maintenance.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function windowAt(start: string, hours: number, more: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  const timeZone = more.timeZone ?? 'Asia/Ho_Chi_Minh';
  const startMs = momentOfLocal(start, timeZone);
  return {
    id: '1',
    scope: { kind: 'site', id: 'a' },
    note: '',
    author: '',
    startMs,
    endMs: startMs + hours * HOUR,
    rrule: undefined,
    timeZone,
    cancelledMs: undefined,
    ...more,
  };
}

/** Beginnings in UTC. */
function starts(window: MaintenanceWindow, from: string, days: number): string[] {
  const fromMs = Date.parse(from);
  return stretchesOf(window, fromMs, fromMs + days * DAY).map((stretch) =>
    new Date(stretch.fromMs).toISOString().slice(0, 16),
  );
}

describe('windows', () => {
  it('are once where there is no rule', () => {
    const once = windowAt('2026-11-23T22:00', 4);
    expect(starts(once, '2026-11-01T00:00Z', 60)).toEqual(['2026-11-23T15:00']);
    expect(starts(once, '2026-12-01T00:00Z', 60)).toEqual([]);
  });

  it('come by their rule', () => {
    const weekly = windowAt('2026-11-01T22:00', 4, { rrule: 'FREQ=WEEKLY;BYDAY=SU' });
    expect(starts(weekly, '2026-11-23T00:00Z', 14)).toEqual(['2026-11-29T15:00', '2026-12-06T15:00']);
  });

  it('that began before a range and reach into it are in it', () => {
    const daily = windowAt('2026-11-01T22:00', 4, { rrule: 'FREQ=DAILY' });
    expect(starts(daily, '2026-11-10T16:00Z', 0.01)).toEqual(['2026-11-10T15:00']);
  });

  it('of a rule may begin within a second', () => {
    const weekly = windowAt('2026-11-01T22:00:00.700', 4, { rrule: 'FREQ=WEEKLY' });
    expect(starts(weekly, '2026-11-01T16:00Z', 0.01)).toEqual(['2026-11-01T15:00']);
  });

  it('stay at their hour when clocks change', () => {
    const daily = windowAt('2026-03-01T22:00', 1, { rrule: 'FREQ=DAILY', timeZone: 'America/New_York' });
    expect(starts(daily, '2026-03-07T12:00Z', 3)).toEqual([
      '2026-03-08T03:00',
      '2026-03-09T02:00',
      '2026-03-10T02:00',
    ]);
  });

  it('end where they are cancelled, and what was before stays', () => {
    const start = windowAt('2026-11-01T22:00', 4, { rrule: 'FREQ=DAILY' });
    const cancelledMs = start.startMs + DAY + HOUR;
    const cancelled = { ...start, cancelledMs };
    expect(stretchesOf(cancelled, start.startMs, start.startMs + 9 * DAY)).toEqual([
      { fromMs: start.startMs, toMs: start.startMs + 4 * HOUR },
      { fromMs: start.startMs + DAY, toMs: cancelledMs },
    ]);
    expect(nextStart(cancelled, cancelledMs)).toBeUndefined();
  });

  it('know when they come next', () => {
    const monthly = windowAt('2026-01-31T22:00', 2, { rrule: 'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3' });
    const iso = (ms: number | undefined) => ms && new Date(ms).toISOString().slice(0, 10);
    expect(iso(nextStart(monthly, Date.parse('2026-02-01T00:00Z')))).toBe('2026-03-31');
    expect(nextStart(monthly, Date.parse('2026-08-01T00:00Z'))).toBeUndefined();
  });

  it.each<[string, Partial<MaintenanceWindow>, string | undefined]>([
    ['a plain one', {}, undefined],
    ['one that ends before it begins', { endMs: 0 }, 'window_inverted'],
    ['one of a year', { endMs: Date.parse('2028-01-01') }, 'window_too_long'],
    ['30 February', { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'rrule_never'],
    ['a rule that ended before', { rrule: 'FREQ=DAILY;UNTIL=20200101T000000Z' }, 'rrule_never'],
    ['29 February', { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29' }, undefined],
    ['every second', { rrule: 'FREQ=SECONDLY' }, 'rrule_invalid'],
    ['every minute', { rrule: `FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=0,10,20,30,40` }, 'rrule_too_often'],
    [
      'every hour',
      { rrule: `FREQ=DAILY;BYHOUR=${Array.from({ length: 24 }, (_, hour) => hour)}` },
      undefined,
    ],
    ['5000 times', { rrule: 'FREQ=DAILY;COUNT=5000' }, 'rrule_too_often'],
    ['1000 times on rare days', { rrule: 'FREQ=DAILY;COUNT=1000;BYMONTH=1' }, 'rrule_too_often'],
    ['month 13', { rrule: 'FREQ=WEEKLY;BYMONTH=13' }, 'rrule_invalid'],
  ])('%s: %j is %s', (_, more, problem) => {
    expect(problemOfWindow(windowAt('2026-11-23T22:00', 4, more))).toBe(problem);
  });

  it('that was taken in before it was tried plans nothing where it cannot be worked out', () => {
    const stored = windowAt('2010-01-01T22:00', 4, { rrule: 'FREQ=DAILY;COUNT=5000' });
    const nowMs = Date.parse('2026-11-26T00:00Z');
    expect(stretchesOf(stored, nowMs, nowMs + 86_400_000)).toEqual([]);
    expect(nextStart(stored, nowMs)).toBeUndefined();
  });

  it('comes no more than 24 times a day, whatever rule has been let through', () => {
    const list = (highest: number) =>
      fc.array(fc.integer({ min: 1, max: highest }), { minLength: 1, maxLength: 40 }).map(String);
    const part = fc.oneof(
      fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=YEARLY', 'BYDAY=MO,SU,-1FR'),
      list(23).map((hours) => `BYHOUR=${hours}`),
      list(59).map((minutes) => `BYMINUTE=${minutes}`),
      list(31).map((days) => `BYMONTHDAY=${days}`),
      list(12).map((months) => `BYMONTH=${months}`),
      fc.integer({ min: 1, max: 2_000 }).map((count) => `COUNT=${count}`),
    );
    const rule = fc
      .array(part, { minLength: 1, maxLength: 5 })
      .map((parts) => `FREQ=DAILY;${parts.join(';')}`);
    fc.assert(
      fc.property(rule, fc.integer({ min: 1970, max: 2026 }), (rrule, year) => {
        const window = windowAt(`${year}-11-01T22:00`, 1, { rrule });
        if (problemOfWindow(window) !== undefined) return;
        const nowMs = Date.parse('2026-11-26T00:00Z');
        const found = stretchesOf(window, nowMs, nowMs + 86_400_000);
        // Two days of the wall's clock touch it, and an hour before.
        expect(found.length).toBeLessThanOrEqual(50);
      }),
    );
  });

  it.each([
    ['hello', 'FREQ'],
    ['INTERVAL=2', 'FREQ'],
    ['FREQ=DAILY;FOO=1', 'FOO=1'],
    ['FREQ=DAILY;BYHOUR=24', 'BYHOUR=24'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY=0'],
    ['FREQ=WEEKLY;BYDAY=MO,XX', 'BYDAY=MO,XX'],
    ['FREQ=MONTHLY;BYDAY=-1SU,2MO;INTERVAL=3', undefined],
  ])('the rule %s is not understood at %s', (rrule, part) => {
    expect(badRulePart(rrule)).toBe(part);
  });

  it('whatever is written as a rule is refused or answered', () => {
    const part = fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=WEEKLY',
      'BYDAY=MO',
      'BYMONTH=2',
      'COUNT=2',
      'X',
      '=',
      '',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const window = windowAt('2026-11-23T22:00', 4, { rrule: parts.join(';') });
        if (problemOfWindow(window) === undefined) expect(nextStart(window, 0)).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });
});

describe('stretches', () => {
  it('that touch or overlap become one', () => {
    const stretch = fc
      .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }))
      .map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length }));
    fc.assert(
      fc.property(fc.array(stretch), (stretches) => {
        const joined = joinStretches(stretches);
        const covers = (list: typeof stretches, ms: number) =>
          list.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
        for (let ms = 0; ms < 75; ms++) expect(covers(joined, ms)).toBe(covers(stretches, ms));
        for (const [index, { toMs }] of joined.entries())
          expect(joined[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(toMs);
      }),
    );
  });
});
