import { describe, expect, it } from 'vitest';
import {
  kindOfPeriod,
  periodOn,
  rangeParts,
  shiftPeriod,
} from '../../../dashboards/web/src/lib/report-period.ts';
import { parsePeriod } from '../../../model/period.ts';

describe('periods', () => {
  it.each([
    ['day', '2026-11-26'],
    ['week', '2026-W48'],
    ['month', '2026-11'],
    ['quarter', '2026-Q4'],
    ['half', '2026-H2'],
    ['year', '2026'],
    ['range', '2026-11-01..2026-11-26'],
  ] as const)('a %s is told by its form, made of a day, and read by the collector', (kind, text) => {
    expect(periodOn(kind, '2026-11-26')).toBe(text);
    expect(kindOfPeriod(text)).toBe(kind);
    expect(parsePeriod(text, 'Asia/Ho_Chi_Minh')).toMatchObject({ fromMs: expect.any(Number) });
  });

  it('nonsense is none', () => {
    expect(kindOfPeriod('2026-Q5')).toBeUndefined();
    expect(shiftPeriod('soon', 1)).toBe('soon');
  });

  it.each([
    ['2026-01-01', '2025-12-31', '2026-01-02'],
    ['2027-W01', '2026-W53', '2027-W02'],
    ['2026-01', '2025-12', '2026-02'],
    ['2026-Q1', '2025-Q4', '2026-Q2'],
    ['2026-H1', '2025-H2', '2026-H2'],
    ['2026', '2025', '2027'],
    ['2026-11-01..2026-11-10', '2026-10-22..2026-10-31', '2026-11-11..2026-11-20'],
  ])('%s comes after %s and before %s', (text, before, after) => {
    expect(shiftPeriod(text, -1)).toBe(before);
    expect(shiftPeriod(text, 1)).toBe(after);
  });

  it('neighbours touch, in the collector’s reading too', () => {
    for (const text of ['2026-W01', '2026-03', '2026-Q2', '2026-H1', '2028-02-29']) {
      const [here, next] = [text, shiftPeriod(text, 1)].map((each) => parsePeriod(each, 'UTC'));
      if (typeof here !== 'object' || typeof next !== 'object') throw new Error(text);
      expect(next.fromMs).toBe(here.toMs);
    }
  });

  it('a range has two ends', () => {
    expect(rangeParts('2026-11-01..2026-11-10')).toEqual({ from: '2026-11-01', to: '2026-11-10' });
    expect(rangeParts('2026-11')).toEqual({ from: '', to: '' });
  });
});
