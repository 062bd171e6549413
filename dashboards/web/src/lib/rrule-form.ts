/** A recurrence as a form has it, and as RFC 5545 writes it. The collector works out its times; this only words it. Pure. */

import { nextDay } from './month-grid.ts';
import { SECOND } from './time.ts';
import { fromLocal, toLocalDay } from './zoned.ts';

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const REPEATS = ['once', 'daily', 'weekly', 'monthly', 'monthlyWeekday', 'custom'] as const;
export type Repeat = (typeof REPEATS)[number];

/** Which of a month's Saturdays; -1 is the last. */
export const ORDINALS = [1, 2, 3, 4, -1] as const;

export interface RuleForm {
  readonly repeat: Repeat;
  /** Every so many days, weeks, months. */
  readonly interval: number;
  readonly weekdays: readonly Weekday[];
  readonly monthDay: number;
  readonly ordinal: number;
  readonly weekday: Weekday;
  /** "2026-12-31": nothing begins after that day; empty: for ever. */
  readonly until: string;
  /** Word for word, where the form has no words for it. */
  readonly text: string;
}

export const ONCE: RuleForm = {
  repeat: 'once',
  interval: 1,
  weekdays: [],
  monthDay: 1,
  ordinal: 1,
  weekday: 'SA',
  until: '',
  text: '',
};

/** `undefined`: once. @param timeZone in which the last day ends; a rule says that in UTC (RFC 5545 section 3.3.10) */
export function ruleOf(form: RuleForm, timeZone: string): string | undefined {
  const { repeat, interval, weekdays, monthDay, ordinal, weekday, until, text } = form;
  const ends = until === '' ? [] : [`UNTIL=${utcEndOf(until, timeZone)}`];
  const every = interval > 1 ? [`INTERVAL=${interval}`] : [];
  switch (repeat) {
    case 'once':
      return undefined;
    case 'daily':
      return ['FREQ=DAILY', ...every, ...ends].join(';');
    case 'weekly': {
      const days = WEEKDAYS.filter((day) => weekdays.includes(day));
      return ['FREQ=WEEKLY', ...every, ...(days.length > 0 ? [`BYDAY=${days}`] : []), ...ends].join(';');
    }
    case 'monthly':
      return ['FREQ=MONTHLY', ...every, `BYMONTHDAY=${monthDay}`, ...ends].join(';');
    case 'monthlyWeekday':
      return ['FREQ=MONTHLY', ...every, `BYDAY=${ordinal}${weekday}`, ...ends].join(';');
    case 'custom':
      return text.trim().replace(/^RRULE:/i, '');
  }
}

/** The last second of a day, as "20261231T165959Z". */
function utcEndOf(day: string, timeZone: string): string {
  const endMs = (fromLocal(nextDay(day), timeZone) ?? 0) - SECOND;
  return new Date(endMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The day that it is the last second of; `undefined`: of none. */
function dayOfEnd(until: string, timeZone: string): string | undefined {
  const [, date, time] = UNTIL.exec(until) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const iso = `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
  const day = toLocalDay(Date.parse(iso), timeZone);
  return utcEndOf(day, timeZone) === until ? day : undefined;
}

const UNTIL = /^(\d{8})T(\d{6})Z$/;
const NTH = /^([+-]?\d)(MO|TU|WE|TH|FR|SA|SU)$/;

/** What of a rule the form has fields for; anything else is `custom`, and kept word for word. */
export function formOf(rrule: string | null, timeZone: string): RuleForm {
  if (rrule === null) return ONCE;
  const custom: RuleForm = { ...ONCE, repeat: 'custom', text: rrule };
  const parts = new Map(rrule.split(';').map((part) => part.split('=') as [string, string | undefined]));
  const { FREQ, INTERVAL = '1', UNTIL: end, BYDAY, BYMONTHDAY, ...others } = Object.fromEntries(parts);
  if (Object.keys(others).length > 0) return custom;
  const until = end === undefined ? '' : dayOfEnd(end, timeZone);
  if (until === undefined) return custom;
  const common = { ...ONCE, interval: Number(INTERVAL), until };
  const read = readParts(FREQ, BYDAY, BYMONTHDAY);
  return read === undefined ? custom : { ...common, ...read };
}

function readParts(
  frequency: string | undefined,
  byDay: string | undefined,
  byMonthDay: string | undefined,
): Partial<RuleForm> | undefined {
  if (frequency === 'DAILY' && byDay === undefined && byMonthDay === undefined) return { repeat: 'daily' };
  if (frequency === 'WEEKLY' && byMonthDay === undefined) {
    const named = byDay?.split(',') ?? [];
    const weekdays = WEEKDAYS.filter((day) => named.includes(day));
    return weekdays.length === named.length ? { repeat: 'weekly', weekdays } : undefined;
  }
  if (frequency !== 'MONTHLY') return undefined;
  if (byDay === undefined && byMonthDay !== undefined && /^\d{1,2}$/.test(byMonthDay))
    return { repeat: 'monthly', monthDay: Number(byMonthDay) };
  const [, nth, day] = NTH.exec(byDay ?? '') ?? [];
  const weekday = WEEKDAYS.find((each) => each === day);
  const ordinal = ORDINALS.find((each) => each === Number(nth));
  if (byMonthDay !== undefined || weekday === undefined || ordinal === undefined) return undefined;
  return { repeat: 'monthlyWeekday', ordinal, weekday };
}
