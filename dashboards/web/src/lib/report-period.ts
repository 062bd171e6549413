/** Periods as the API takes them (2026-11-26, 2026-W48, 2026-11, 2026-Q4, 2026-H2, 2026, from..to). Pure. */
import { DAY } from './time.ts';

export const PERIOD_KINDS = ['day', 'week', 'month', 'quarter', 'half', 'year', 'range'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

const PATTERNS: Record<PeriodKind, RegExp> = {
  day: /^\d{4}-\d{2}-\d{2}$/,
  week: /^\d{4}-W\d{2}$/,
  month: /^\d{4}-\d{2}$/,
  quarter: /^\d{4}-Q[1-4]$/,
  half: /^\d{4}-H[12]$/,
  year: /^\d{4}$/,
  range: /^.+\.\..+$/,
};

/** `undefined` for what is none of them. */
export function kindOfPeriod(text: string): PeriodKind | undefined {
  return PERIOD_KINDS.find((kind) => PATTERNS[kind].test(text));
}

const two = (number: number) => String(number).padStart(2, '0');
const isoDay = (utcMs: number) => new Date(utcMs).toISOString().slice(0, 10);

/** The period of a kind that a day is in. @param day "2026-11-26" */
export function periodOn(kind: PeriodKind, day: string): string {
  const [year = 2000, month = 1] = day.split('-').map(Number);
  switch (kind) {
    case 'day':
      return day;
    case 'week':
      return weekOf(Date.parse(`${day}T00:00Z`));
    case 'month':
      return day.slice(0, 7);
    case 'quarter':
      return `${year}-Q${Math.ceil(month / 3)}`;
    case 'half':
      return `${year}-H${month <= 6 ? 1 : 2}`;
    case 'year':
      return String(year);
    case 'range':
      return `${day.slice(0, 8)}01..${day}`;
  }
}

/** ISO 8601: the week belongs to the year that its Thursday is in. */
function weekOf(utcMs: number): string {
  const thursday = utcMs + (4 - (new Date(utcMs).getUTCDay() || 7)) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  return `${year}-W${two(1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)))}`;
}

/** First day and the day after the last, as UTC midnights; `undefined` for what is none. */
function daysOf(text: string): { fromMs: number; toMs: number } | undefined {
  const [year = 0, part = 0] = text.split(/-[WQH]?/).map(Number);
  const months = (first: number, count: number) => ({
    fromMs: Date.UTC(year, first - 1, 1),
    toMs: Date.UTC(year, first - 1 + count, 1),
  });
  switch (kindOfPeriod(text)) {
    case 'day': {
      const fromMs = Date.parse(`${text}T00:00Z`);
      return { fromMs, toMs: fromMs + DAY };
    }
    case 'week': {
      const fourth = Date.UTC(year, 0, 4);
      const fromMs = fourth - ((new Date(fourth).getUTCDay() || 7) - 1) * DAY + (part - 1) * 7 * DAY;
      return { fromMs, toMs: fromMs + 7 * DAY };
    }
    case 'month':
      return months(part, 1);
    case 'quarter':
      return months(part * 3 - 2, 3);
    case 'half':
      return months(part * 6 - 5, 6);
    case 'year':
      return months(1, 12);
    case 'range': {
      const [from = '', to = ''] = text.split('..');
      const [fromMs, lastMs] = [Date.parse(`${from}T00:00Z`), Date.parse(`${to}T00:00Z`)];
      return { fromMs, toMs: lastMs + DAY };
    }
    default:
      return undefined;
  }
}

/** The period before or after; the same text where there is none. */
export function shiftPeriod(text: string, by: 1 | -1): string {
  const kind = kindOfPeriod(text);
  const days = daysOf(text);
  if (kind === undefined || days === undefined || Number.isNaN(days.fromMs + days.toMs)) return text;
  if (kind === 'range') {
    const lengthMs = days.toMs - days.fromMs;
    if (lengthMs <= 0) return text;
    return `${isoDay(days.fromMs + by * lengthMs)}..${isoDay(days.toMs - DAY + by * lengthMs)}`;
  }
  return periodOn(kind, isoDay(by === 1 ? days.toMs : days.fromMs - DAY));
}

/** The parts of "from..to"; empty where it is no range. */
export function rangeParts(text: string): { from: string; to: string } {
  const [from = '', to = ''] = text.includes('..') ? text.split('..') : [];
  return { from, to };
}
