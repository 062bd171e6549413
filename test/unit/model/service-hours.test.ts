import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePeriod } from '../../../model/period.ts';
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
