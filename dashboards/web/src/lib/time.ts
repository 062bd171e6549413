/** Times and durations as people of the province read them. */
import type { About } from '../../../../collector/api/types/collector.ts';

export type Language = About['language'];

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS = [
  { ms: DAY, vi: 'ngày', en: 'd' },
  { ms: HOUR, vi: 'giờ', en: 'h' },
  { ms: MINUTE, vi: 'phút', en: 'min' },
  { ms: SECOND, vi: 'giây', en: 's' },
] as const;

/** The two largest units, cut and not rounded: "2 giờ 5 phút", "2 h 5 min". Negative counts as nothing. */
export function formatDuration(ms: number, language: Language): string {
  const whole = Math.max(0, Math.floor(ms / SECOND) * SECOND);
  const first = UNITS.findIndex((unit) => whole >= unit.ms);
  const large = UNITS[first];
  if (large === undefined) return `0 ${language === 'vi' ? 'giây' : 's'}`;
  const text = `${Math.floor(whole / large.ms)} ${large[language]}`;
  const small = UNITS[first + 1];
  const rest = small === undefined ? 0 : Math.floor((whole % large.ms) / small.ms);
  return small === undefined || rest === 0 ? text : `${text} ${rest} ${small[language]}`;
}

interface Clock {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const weekdays = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times what using it does, and a table makes thousands of texts. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}

function clockOf(timeMs: number, timeZone: string): Clock {
  const clock: Clock = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const part of formatterOf(timeZone).formatToParts(timeMs)) {
    if (part.type in clock) clock[part.type as keyof Clock] = part.value;
  }
  return clock;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "14:05". */
export function formatTime(timeMs: number, timeZone: string): string {
  const { hour, minute } = clockOf(timeMs, timeZone);
  return `${hour}:${minute}`;
}

/** "14:05:09". */
export function formatTimeSeconds(timeMs: number, timeZone: string): string {
  const { hour, minute, second } = clockOf(timeMs, timeZone);
  return `${hour}:${minute}:${second}`;
}

/** "23/11/2019", "23 Nov 2019". */
export function formatDate(timeMs: number, timeZone: string, language: Language): string {
  const { year, month, day } = clockOf(timeMs, timeZone);
  if (language === 'vi') return `${day}/${month}/${year}`;
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** "Thứ Bảy", "Sat". */
export function formatWeekday(timeMs: number, timeZone: string, language: Language): string {
  const key = `${language} ${timeZone}`;
  let formatter = weekdays.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { weekday: 'long', timeZone });
    weekdays.set(key, formatter);
  }
  return formatter.format(timeMs);
}

/** "23/11", "23 Nov". */
export function formatShortDate(timeMs: number, timeZone: string, language: Language): string {
  const { month, day } = clockOf(timeMs, timeZone);
  return language === 'vi' ? `${day}/${month}` : `${Number(day)} ${MONTHS[Number(month) - 1]}`;
}

/** The time alone when it was today, else with its date. */
export function formatMoment(timeMs: number, nowMs: number, timeZone: string, language: Language): string {
  const time = formatTime(timeMs, timeZone);
  const date = formatDate(timeMs, timeZone, language);
  return date === formatDate(nowMs, timeZone, language) ? time : `${time}, ${date}`;
}

/** Steps of a time axis, and how many ticks there may be at most. */
const TICK_STEPS_MS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE];
const MAX_TICKS = 6;

/** Full minutes between two times for an axis of a few hours at most; every time zone in use fits them. */
export function minuteTicks(fromMs: number, toMs: number): number[] {
  const stepMs = TICK_STEPS_MS.find((step) => (toMs - fromMs) / step <= MAX_TICKS) ?? 30 * MINUTE;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / stepMs) * stepMs; at <= toMs; at += stepMs) ticks.push(at);
  return ticks;
}

/** Longer than this and the ticks are hours, longer than the next and they are days. */
const HOURS_FROM_MS = 3 * HOUR;
const DAYS_FROM_MS = 3 * DAY;

export interface Tick {
  readonly atMs: number;
  /** It stands at a day's beginning, on an axis of days. */
  readonly isDay: boolean;
}

/** Ticks for an axis of any length, few enough to stand side by side. */
export function axisTicks(fromMs: number, toMs: number, timeZone: string): Tick[] {
  const spanMs = toMs - fromMs;
  const of = (times: readonly number[], isDay: boolean) => times.map((atMs) => ({ atMs, isDay }));
  if (spanMs <= HOURS_FROM_MS) return of(minuteTicks(fromMs, toMs), false);
  if (spanMs <= DAYS_FROM_MS) {
    const step = [1, 3, 6, 12].find((hours) => spanMs / (hours * HOUR) <= MAX_TICKS) ?? 12;
    return of(hourTicks(fromMs, toMs, timeZone, step), false);
  }
  const days = hourTicks(fromMs, toMs, timeZone, 24);
  const step = Math.max(1, Math.ceil(days.length / MAX_TICKS));
  return of(
    days.filter((_, index) => index % step === 0),
    true,
  );
}

/** Full hours between two times that are multiples of `stepHours` on the clock of the time zone, for an axis. */
export function hourTicks(fromMs: number, toMs: number, timeZone: string, stepHours: number): number[] {
  const ticks: number[] = [];
  const { minute, second } = clockOf(fromMs, timeZone);
  const sinceHour = Number(minute) * MINUTE + Number(second) * SECOND + (fromMs % SECOND);
  for (let at = fromMs - sinceHour; at <= toMs; at += HOUR) {
    if (at >= fromMs && Number(clockOf(at, timeZone).hour) % stepHours === 0) ticks.push(at);
  }
  return ticks;
}
