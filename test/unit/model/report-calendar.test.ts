import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePeriod } from '../../../model/period.ts';
import type { Due } from '../../../model/report-calendar.ts';
import { CADENCES, duePeriods, nextDue } from '../../../model/report-calendar.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const at = (text: string) => Date.parse(`${text}+07:00`);
const due = (every: Due['every'], timeZone = HANOI): Due => ({ every, atMinute: 7 * 60, timeZone });

describe('a report', () => {
  it.each<[Due['every'], string, string, string]>([
    ['day', '2026-11-26T06:59', '2026-11-25', '2026-11-26T07:00'],
    ['day', '2026-11-26T07:00', '2026-11-26', '2026-11-27T07:00'],
    ['week', '2026-11-26T12:00', '2026-W48', '2026-11-30T07:00'],
    ['week', '2027-01-01T12:00', '2026-W53', '2027-01-04T07:00'],
    ['month', '2026-11-26T12:00', '2026-11', '2026-12-01T07:00'],
    ['quarter', '2026-11-26T12:00', '2026-Q4', '2027-01-01T07:00'],
    ['half_year', '2026-06-30T12:00', '2026-H1', '2026-07-01T07:00'],
    ['year', '2026-01-01T06:00', '2025', '2026-01-01T07:00'],
  ])('of a %s is due after %s for %s', (every, now, period, dueText) => {
    expect(nextDue(due(every), at(now))).toEqual({ period, dueMs: at(dueText) });
  });

  it('is due for every period in between, each at its own time of day', () => {
    const found = duePeriods(due('month'), at('2026-08-15T00:00'), at('2026-12-01T06:59'));
    expect(found.map(({ period }) => period)).toEqual(['2026-08', '2026-09', '2026-10']);
    expect(duePeriods(due('month'), at('2026-12-01T07:00'), at('2026-12-01T07:00'))).toEqual([]);
  });

  it('is due at seven also where the clocks change', () => {
    const { dueMs } = nextDue(due('day', 'Europe/Berlin'), Date.parse('2026-10-24T12:00:00+02:00'));
    expect(dueMs).toBe(Date.parse('2026-10-25T07:00:00+01:00'));
  });

  it('is about periods that follow each other without a gap, and is due after their end', () => {
    const moment = fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2098, 0) });
    fc.assert(
      fc.property(
        fc.constantFrom(...CADENCES),
        moment,
        fc.integer({ min: 0, max: 1439 }),
        (every, afterMs, minute) => {
          const setting = { every, atMinute: minute, timeZone: HANOI };
          const first = nextDue(setting, afterMs);
          const second = nextDue(setting, first.dueMs);
          const [one, two] = [first, second].map(({ period }) => parsePeriod(period, HANOI));
          if (typeof one !== 'object' || typeof two !== 'object') throw new Error('not periods');
          expect(one.toMs).toBe(two.fromMs);
          expect(first.dueMs).toBe(one.toMs + minute * 60_000);
          expect(first.dueMs).toBeGreaterThan(afterMs);
        },
      ),
    );
  });
});
