/** The hours in which offices work, as a measure of time: how much of a stretch lies in them. Pure. */
import type { DailyHours } from './daily-hours.ts';
import type { Period } from './period.ts';
import { calendarParts, timeOnDay } from './period.ts';

/** Days that are otherwise than their weekday says, by ISO 8601 date. */
export type SpecialDays = ReadonlyMap<string, 'holiday' | 'workday'>;

export interface ServiceHours {
  /** ISO 8601 weekdays, 1 is Monday. */
  readonly weekdays: ReadonlySet<number>;
  readonly daily: DailyHours;
  readonly specialDays: SpecialDays;
}

/** Milliseconds of a stretch that count; additive. */
export type Measure = (fromMs: number, toMs: number) => number;

export const roundTheClock: Measure = (fromMs, toMs) => toMs - fromMs;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The stretches of a period in which offices work, in order. */
export function serviceStretches(hours: ServiceHours, period: Period, timeZone: string): Period[] {
  const { weekdays, daily, specialDays } = hours;
  const stretches: Period[] = [];
  for (const { date, fromMs, toMs } of calendarParts(period, 'day', timeZone)) {
    const day = date.toString();
    const special = specialDays.get(day);
    if (special ? special === 'holiday' : !weekdays.has(date.dayOfWeek)) continue;
    // A whole day of 24 hours has no change of clocks: its minutes need no calendar, which is slow over years.
    const isPlain = fromMs > period.fromMs && toMs < period.toMs && toMs - fromMs === DAY_MS;
    const timeAt = (minute: number) =>
      isPlain ? fromMs + minute * MINUTE_MS : timeOnDay(day, minute, timeZone);
    const stretch = {
      fromMs: Math.max(fromMs, timeAt(daily.fromMinute)),
      toMs: Math.min(toMs, timeAt(daily.toMinute)),
    };
    if (stretch.fromMs < stretch.toMs) stretches.push(stretch);
  }
  return stretches;
}

/** @param stretches in order, not overlapping. */
export function measureOf(stretches: readonly Period[]): Measure {
  const starts = Float64Array.from(stretches, ({ fromMs }) => fromMs);
  /** Time in the stretches before each. */
  const before = new Float64Array(stretches.length + 1);
  for (const [index, { fromMs, toMs }] of stretches.entries())
    before[index + 1] = (before[index] ?? 0) + toMs - fromMs;
  const until = (timeMs: number): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const full = before[low] ?? 0;
    const here = before[low - 1] ?? 0;
    return Math.min(full, here + timeMs - (starts[low - 1] ?? 0));
  };
  return (fromMs, toMs) => until(toMs) - until(fromMs);
}
