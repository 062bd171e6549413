/** Periods of the calendar, in a time zone: what people write, and where its days begin. Pure. */
import { Temporal } from 'temporal-polyfill';

/** From the first millisecond to before the second. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

export type PeriodError = 'not_a_period' | 'inverted';

/** Years that the program can be asked about: what lies outside is a slip. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^(\d{4})-(\d{2})$/;
const WEEK = /^(\d{4})-W(\d{2})$/;
const QUARTER = /^(\d{4})-Q([1-4])$/;
const HALF = /^(\d{4})-H([12])$/;
const YEAR = /^(\d{4})$/;
const RANGE = /^(.+?)(?:\.\.|\/)(.+)$/;

/** First day and the day after the last one. */
interface Days {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

function months(year: number, month: number, count: number): Days | undefined {
  if (month < 1 || month > 12) return undefined;
  const from = Temporal.PlainDate.from({ year, month, day: 1 });
  return { from, to: from.add({ months: count }) };
}

/** ISO 8601: week 1 is the one with 4 January in it. */
function isoWeek(year: number, week: number): Days | undefined {
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const from = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
  // Week 53 is not in every year.
  if (week < 1 || from.add({ days: 3 }).year !== year) return undefined;
  return { from, to: from.add({ weeks: 1 }) };
}

function day(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return undefined;
  }
}

function namedDays(text: string): Days | undefined {
  if (DAY.test(text)) {
    const from = day(text);
    return from && { from, to: from.add({ days: 1 }) };
  }
  const parts = (pattern: RegExp) => pattern.exec(text)?.slice(1).map(Number);
  const month = parts(MONTH);
  if (month) return months(month[0] ?? 0, month[1] ?? 0, 1);
  const week = parts(WEEK);
  if (week) return isoWeek(week[0] ?? 0, week[1] ?? 0);
  const quarter = parts(QUARTER);
  if (quarter) return months(quarter[0] ?? 0, (quarter[1] ?? 0) * 3 - 2, 3);
  const half = parts(HALF);
  if (half) return months(half[0] ?? 0, (half[1] ?? 0) * 6 - 5, 6);
  const year = parts(YEAR);
  return year && months(year[0] ?? 0, 1, 12);
}

/** First millisecond of a day: where a clock change skips midnight, the first moment that the day has. */
function startMs(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime({ timeZone }).epochMilliseconds;
}

/** One end of a range: a named stretch of days, or a moment with its offset. */
function endOf(text: string, side: 'from' | 'to', timeZone: string): number | undefined {
  const days = namedDays(text);
  if (days) return inYears(days) ? startMs(days[side], timeZone) : undefined;
  const isMoment = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const ms = isMoment ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function inYears({ from, to }: Days): boolean {
  return from.year >= FIRST_YEAR && to.year <= LAST_YEAR;
}

/**
 * Reads a day `2026-10-05`, ISO week `2026-W41`, month `2026-10`, quarter `2026-Q4`, half-year `2026-H2`, year `2026`,
 * or a range `A..B` of any of these (the last day included) or of moments with an offset.
 * @param timeZone IANA name; days begin in it.
 */
export function parsePeriod(text: string, timeZone: string): Period | PeriodError {
  const range = RANGE.exec(text);
  const [from = text, to = text] = range ? [range[1], range[2]] : [];
  const fromMs = endOf(from, 'from', timeZone);
  const toMs = endOf(to, 'to', timeZone);
  if (fromMs === undefined || toMs === undefined || (!range && namedDays(text) === undefined))
    return 'not_a_period';
  return fromMs < toMs ? { fromMs, toMs } : 'inverted';
}

/** A day as ISO 8601 writes it. */
export function dayOf(timeMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Cuts a period where days or months begin. @returns the parts, in order; they cover it. */
export function cutPeriod(period: Period, unit: 'day' | 'month', timeZone: string): Period[] {
  return [...calendarParts(period, unit, timeZone)].map(({ fromMs, toMs }) => ({ fromMs, toMs }));
}

/** A day of a period, or what the period has of it. */
export interface CalendarPart extends Period {
  readonly date: Temporal.PlainDate;
}

/** The days or months of a period in order, with the date on which each begins. */
export function* calendarParts(
  { fromMs, toMs }: Period,
  unit: 'day' | 'month',
  timeZone: string,
): Generator<CalendarPart> {
  const first = Temporal.PlainDate.from(dayOf(fromMs, timeZone));
  let date = unit === 'day' ? first : first.with({ day: 1 });
  for (let atMs = fromMs; atMs < toMs; ) {
    const next = date.add(unit === 'day' ? { days: 1 } : { months: 1 });
    const endMs = Math.min(startMs(next, timeZone), toMs);
    // A day that a zone left out (it crossed the date line) has no length.
    if (endMs > atMs) yield { date, fromMs: atMs, toMs: endMs };
    atMs = endMs;
    date = next;
  }
}

/** Midnight of a day, and what its clock shows some minutes later. @param isoDay `2026-10-05` */
export function timeOnDay(isoDay: string, minute: number, timeZone: string): number {
  const date = Temporal.PlainDate.from(isoDay);
  if (minute >= 24 * 60) return startMs(date.add({ days: 1 }), timeZone);
  const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 });
  return date.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
}

/** 1 is Monday, 7 Sunday (ISO 8601). */
export function weekdayOf(isoDay: string): number {
  return Temporal.PlainDate.from(isoDay).dayOfWeek;
}
