/** The days that a month's page of a calendar shows, and what is on each. Pure. */
import { DAY } from './time.ts';

/** Monday first, as in Vietnam and in ISO 8601. @param month "2026-11" @returns ISO days, whole weeks */
export function monthDays(month: string): string[] {
  const [year = 2000, number = 1] = month.split('-').map(Number);
  const first = Date.UTC(year, number - 1, 1);
  const last = Date.UTC(year, number, 0);
  const from = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const to = last + (6 - ((new Date(last).getUTCDay() + 6) % 7)) * DAY;
  return Array.from({ length: (to - from) / DAY + 1 }, (_, index) =>
    new Date(from + index * DAY).toISOString().slice(0, 10),
  );
}

/** The month before or after. */
export function shiftMonth(month: string, by: 1 | -1): string {
  const [year = 2000, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** The day after an ISO day. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) + DAY).toISOString().slice(0, 10);
}

interface Timed {
  readonly from: string;
  readonly to: string;
}

/**
 * What touches each day, in order of its beginning.
 * @param startOf the moment at which a day begins, epoch milliseconds
 */
export function byDay<T extends Timed>(
  days: readonly string[],
  occurrences: readonly T[],
  startOf: (day: string) => number,
): Map<string, T[]> {
  return new Map(
    days.map((day) => {
      const [fromMs, toMs] = [startOf(day), startOf(nextDay(day))];
      return [
        day,
        occurrences.filter(({ from, to }) => Date.parse(from) < toMs && Date.parse(to) > fromMs),
      ] as const;
    }),
  );
}
