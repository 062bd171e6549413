/** When a report about a period of the calendar is due: once that is over. Pure. */
import { Temporal } from 'temporal-polyfill';
import { dayOf, timeOnDay } from './period.ts';

export const CADENCES = ['day', 'week', 'month', 'quarter', 'half_year', 'year'] as const;
/** How long a period is; weeks are those of ISO 8601. */
export type Cadence = (typeof CADENCES)[number];

export interface DuePeriod {
  /** As `parsePeriod` reads it: `2026-10`. */
  readonly period: string;
  /** Epoch milliseconds. */
  readonly dueMs: number;
}

export interface Due {
  readonly every: Cadence;
  /** Of the first day after the period, minutes since midnight. */
  readonly atMinute: number;
  /** IANA name. */
  readonly timeZone: string;
}

const MONTHS: Readonly<Partial<Record<Cadence, number>>> = { month: 1, quarter: 3, half_year: 6, year: 12 };

function beginningOf(date: Temporal.PlainDate, every: Cadence): Temporal.PlainDate {
  if (every === 'day') return date;
  if (every === 'week') return date.subtract({ days: date.dayOfWeek - 1 });
  const months = MONTHS[every] ?? 1;
  return date.with({ day: 1, month: date.month - ((date.month - 1) % months) });
}

function lengthOf(every: Cadence): Temporal.DurationLike {
  if (every === 'day') return { days: 1 };
  return every === 'week' ? { weeks: 1 } : { months: MONTHS[every] ?? 1 };
}

const two = (value: number) => String(value).padStart(2, '0');

function nameOf(begin: Temporal.PlainDate, every: Cadence): string {
  const { year, month } = begin;
  switch (every) {
    case 'day':
      return begin.toString();
    case 'week': {
      // Its Thursday is in the year that it is counted in.
      const thursday = begin.add({ days: 3 });
      return `${thursday.year}-W${two(Math.ceil(thursday.dayOfYear / 7))}`;
    }
    case 'month':
      return `${year}-${two(month)}`;
    case 'quarter':
      return `${year}-Q${Math.ceil(month / 3)}`;
    case 'half_year':
      return `${year}-H${Math.ceil(month / 6)}`;
    case 'year':
      return String(year);
  }
}

/** Periods by the moment at which they are due, from the first after a moment on, without end. */
function* dueAfter({ every, atMinute, timeZone }: Due, afterMs: number): Generator<DuePeriod, never> {
  const length = lengthOf(every);
  const today = Temporal.PlainDate.from(dayOf(afterMs, timeZone));
  for (let begin = beginningOf(today, every).subtract(length); ; begin = begin.add(length)) {
    const dueMs = timeOnDay(begin.add(length).toString(), atMinute, timeZone);
    if (dueMs > afterMs) yield { period: nameOf(begin, every), dueMs };
  }
}

/** The one that is due next after a moment. */
export function nextDue(due: Due, afterMs: number): DuePeriod {
  return dueAfter(due, afterMs).next().value;
}

/** What became due after one moment and up to another, in order. */
export function duePeriods(due: Due, afterMs: number, untilMs: number): DuePeriod[] {
  const found: DuePeriod[] = [];
  for (const each of dueAfter(due, afterMs)) {
    if (each.dueMs > untilMs) return found;
    found.push(each);
  }
  return found;
}
