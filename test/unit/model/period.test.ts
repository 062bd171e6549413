import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutPeriod, dayOf, parsePeriod, timeOnDay } from '../../../model/period.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const HOUR_MS = 3_600_000;

const parsed = (text: string, zone = HANOI) => {
  const period = parsePeriod(text, zone);
  if (typeof period === 'string') throw new Error(`${text}: ${period}`);
  return [new Date(period.fromMs).toISOString(), new Date(period.toMs).toISOString()];
};

describe('what people write', () => {
  test.each([
    ['2026-10-05', '2026-10-04T17:00:00.000Z', '2026-10-05T17:00:00.000Z'],
    ['2026-W41', '2026-10-04T17:00:00.000Z', '2026-10-11T17:00:00.000Z'],
    ['2026-W01', '2025-12-28T17:00:00.000Z', '2026-01-04T17:00:00.000Z'],
    ['2026-W53', '2026-12-27T17:00:00.000Z', '2027-01-03T17:00:00.000Z'],
    ['2026-10', '2026-09-30T17:00:00.000Z', '2026-10-31T17:00:00.000Z'],
    ['2024-02', '2024-01-31T17:00:00.000Z', '2024-02-29T17:00:00.000Z'],
    ['2026-Q4', '2026-09-30T17:00:00.000Z', '2026-12-31T17:00:00.000Z'],
    ['2026-H1', '2025-12-31T17:00:00.000Z', '2026-06-30T17:00:00.000Z'],
    ['2026', '2025-12-31T17:00:00.000Z', '2026-12-31T17:00:00.000Z'],
    ['2026-10-01..2026-10-15', '2026-09-30T17:00:00.000Z', '2026-10-15T17:00:00.000Z'],
    ['2026-09..2026-10', '2026-08-31T17:00:00.000Z', '2026-10-31T17:00:00.000Z'],
    [
      '2026-10-01T08:00:00+07:00..2026-10-01T09:30:00+07:00',
      '2026-10-01T01:00:00.000Z',
      '2026-10-01T02:30:00.000Z',
    ],
  ])('%s', (text, from, to) => {
    expect(parsed(text)).toEqual([from, to]);
  });

  test.each([
    '',
    'tháng 10',
    '2026-13',
    '2026-02-30',
    '2025-W53',
    '2026-W00',
    '2026-Q5',
    '0999',
    '2026-10-01T08:00:00+07:00',
    '2026-10-01T08:00:00..2026-10-02',
    '2026-10..',
  ])('%s is no period', (text) => {
    expect(parsePeriod(text, HANOI)).toBe('not_a_period');
  });

  test('a range that ends before it begins says so', () => {
    expect(parsePeriod('2026-10-15..2026-10-01', HANOI)).toBe('inverted');
  });
});

describe('where clocks are changed', () => {
  test('a day has 23 or 25 hours, its month one hour more or less', () => {
    const hours = (text: string) => {
      const [from = '', to = ''] = parsed(text, 'Europe/Berlin');
      return (Date.parse(to) - Date.parse(from)) / HOUR_MS;
    };
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(hours('2026-10')).toBe(31 * 24 + 1);
  });

  test('a day whose midnight was skipped begins with its first moment', () => {
    expect(new Date(timeOnDay('2021-03-28', 0, 'Asia/Beirut')).toISOString()).toBe(
      '2021-03-27T22:00:00.000Z',
    );
    expect(dayOf(timeOnDay('2021-03-28', 0, 'Asia/Beirut'), 'Asia/Beirut')).toBe('2021-03-28');
  });

  test('office hours follow the clock', () => {
    const at = (day: string) => new Date(timeOnDay(day, 450, 'Europe/Berlin')).toISOString();
    expect(at('2026-01-15')).toBe('2026-01-15T06:30:00.000Z');
    expect(at('2026-07-15')).toBe('2026-07-15T05:30:00.000Z');
  });
});

test('the parts of a period cover it without gaps, in any zone', () => {
  const zones = fc.constantFrom(
    HANOI,
    'Europe/Berlin',
    'America/Santiago',
    'Pacific/Apia',
    'Australia/Lord_Howe',
  );
  const start = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2027, 0) });
  const length = fc.integer({ min: 1, max: 100 * 24 * HOUR_MS });
  fc.assert(
    fc.property(
      zones,
      start,
      length,
      fc.constantFrom('day' as const, 'month' as const),
      (zone, fromMs, ms, unit) => {
        const parts = cutPeriod({ fromMs, toMs: fromMs + ms }, unit, zone);
        expect(parts[0]?.fromMs).toBe(fromMs);
        expect(parts.at(-1)?.toMs).toBe(fromMs + ms);
        for (const [index, part] of parts.entries()) {
          expect(part.toMs).toBeGreaterThan(part.fromMs);
          if (index > 0) expect(part.fromMs).toBe(parts[index - 1]?.toMs);
        }
      },
    ),
    { numRuns: 60 },
  );
});
