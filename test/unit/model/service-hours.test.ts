import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, parsePeriod, timeOnDay, weekdayOf } from '../../../model/period.ts';
import type { SpecialDays } from '../../../model/service-hours.ts';
import { measureOf, serviceStretches } from '../../../model/service-hours.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const HOUR_MS = 3_600_000;

function hoursIn(text: string, specialDays: SpecialDays = new Map()): number {
  const period = parsePeriod(text, ZONE);
  if (typeof period === 'string') throw new Error(period);
  const weekdays = new Set([1, 2, 3, 4, 5]);
  const hours = { weekdays, daily: { fromMinute: 450, toMinute: 1_020 }, specialDays };
  return measureOf(serviceStretches(hours, period, ZONE))(period.fromMs, period.toMs) / HOUR_MS;
}

test('a working week has five days of nine and a half hours', () => {
  expect(hoursIn('2026-W41')).toBe(5 * 9.5);
  expect(hoursIn('2026-10-10')).toBe(0);
});

test.each(['Asia/Ho_Chi_Minh', 'Europe/London', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Apia'])(
  'hours over midnight to midnight are those of the clock on every day of years in %s, whatever clocks do',
  (zone) => {
    const period = { fromMs: Date.UTC(2011, 11, 20, 5), toMs: Date.UTC(2013, 0, 10, 5) };
    const daily = { fromMinute: 90, toMinute: 1_440 };
    const weekdays = new Set([4, 5, 6, 7]);
    const days = new Set<string>();
    for (let atMs = period.fromMs; atMs < period.toMs; atMs += HOUR_MS) days.add(dayOf(atMs, zone));
    const expected = [...days]
      .filter((day) => weekdays.has(weekdayOf(day)))
      .map((day) => ({
        fromMs: Math.max(period.fromMs, timeOnDay(day, daily.fromMinute, zone)),
        toMs: Math.min(period.toMs, timeOnDay(day, daily.toMinute, zone)),
      }))
      .filter(({ fromMs, toMs }) => fromMs < toMs);
    expect(serviceStretches({ weekdays, daily, specialDays: new Map() }, period, zone)).toEqual(expected);
  },
);

test('a holiday is not worked, a Saturday in lieu is', () => {
  expect(hoursIn('2026-W18', new Map([['2026-04-30', 'holiday']]))).toBe(4 * 9.5);
  expect(hoursIn('2026-01-10', new Map([['2026-01-10', 'workday']]))).toBe(9.5);
});

test('a period that begins within the hours has the rest of them', () => {
  expect(hoursIn('2026-10-05T16:00:00+07:00..2026-10-06T08:00:00+07:00')).toBe(1.5);
});

test('a measure is additive and never more than the clock', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 0, maxLength: 20 });
  const moment = fc.integer({ min: -10, max: 1_100 });
  fc.assert(
    fc.property(lengths, moment, moment, moment, (steps, a, b, c) => {
      let at = 0;
      const stretches = steps.map((step) => {
        const fromMs = at + step;
        at = fromMs + step;
        return { fromMs, toMs: at };
      });
      const measure = measureOf(stretches);
      const [first = 0, middle = 0, last = 0] = [a, b, c].sort((x, y) => x - y);
      expect(measure(first, middle) + measure(middle, last)).toBe(measure(first, last));
      const plain = stretches.reduce(
        (sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, last) - Math.max(fromMs, first)),
        0,
      );
      expect(measure(first, last)).toBe(plain);
    }),
  );
});
