/** Numbers and times in the words of a document; the same in every document. Pure. */
import type { Language } from '../../../config/messages.ts';
import type { Reader } from './format.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function localeOf(language: Language): string {
  return language === 'vi' ? 'vi-VN' : 'en-GB';
}

/** `99,987 %`; rounded down, so that what was not whole never reads as 100 %. `–` where there is nothing to say. */
export function percentText(ratio: number | null, language: Language): string {
  if (ratio === null) return '–';
  // Twelve digits first: 0.99987 * 100000 is 99986.99999999999.
  const thousandths = Math.floor(Number((ratio * 100_000).toPrecision(12)));
  const text = new Intl.NumberFormat(localeOf(language), {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
  }).format(thousandths / 1_000);
  return `${text} %`;
}

/** `2 ngày 3 giờ 4 phút`, `5 phút 6 giây`: the two or three parts that matter. */
export function durationText(ms: number | null, { t }: Reader): string {
  if (ms === null) return '–';
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), 'document.days'],
    [Math.floor(seconds / 3_600) % 24, 'document.hours'],
    [Math.floor(seconds / 60) % 60, 'document.minutes'],
    [ms < HOUR_MS ? seconds % 60 : 0, 'document.seconds'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, key]) => t(key, { count: String(count) }));
  return said.length > 0 ? said.join(' ') : t('document.seconds', { count: '0' });
}

/** `26:03:04`: hours, minutes, seconds, for columns. */
export function clockText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

interface ZoneFormats {
  readonly clock: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

/** Making one takes longer than using it a hundred times; there are as many zones as installations: one. */
const zones = new Map<string, ZoneFormats>();

function formatsOf(timeZone: string): ZoneFormats {
  const known = zones.get(timeZone);
  if (known) return known;
  const clock = { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const day = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const formats = {
    clock: new Intl.DateTimeFormat('en-GB', clock),
    day: new Intl.DateTimeFormat('en-GB', day),
  };
  zones.set(timeZone, formats);
  return formats;
}

/** `14:05:09 23/11/2026` */
export function timeText(timeMs: number, { language }: Reader, timeZone: string): string {
  const clock = formatsOf(timeZone).clock.format(timeMs);
  return `${clock} ${dateText(timeMs, language, timeZone)}`;
}

/** `14:05:09,250` and, on a line of its own or behind `between`, `23/11/2026`: of evidence, to the millisecond. */
export function momentText(timeMs: number, reader: Reader, timeZone: string, between = '\n'): string {
  const [clock = '', date = ''] = timeText(timeMs, reader, timeZone).split(' ');
  const ms = String(((timeMs % 1_000) + 1_000) % 1_000).padStart(3, '0');
  return `${clock}${reader.language === 'vi' ? ',' : '.'}${ms}${between}${date}`;
}

/** `23/11/2026` */
export function dateText(timeMs: number, language: Language, timeZone: string): string {
  const { day, month, year } = dayOf(timeMs, timeZone);
  return language === 'vi' ? `${day}/${month}/${year}` : `${year}-${month}-${day}`;
}

/** Day, month and year on the calendar of the zone, with leading zeros. */
export function dayOf(timeMs: number, timeZone: string): { day: string; month: string; year: string } {
  const parts = formatsOf(timeZone).day.formatToParts(timeMs);
  const partOf = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { day: partOf('day'), month: partOf('month'), year: partOf('year') };
}

/** First and last day of a period that ends at midnight; the last moment's day otherwise. */
export function periodText(fromMs: number, toMs: number, { language, t }: Reader, timeZone: string): string {
  const from = dateText(fromMs, language, timeZone);
  const to = dateText(Math.max(fromMs, toMs - 1), language, timeZone);
  return t('document.period', { from, to });
}
