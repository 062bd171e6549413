/** Maintenance windows: when somebody said beforehand that something will be away. Pure. */
import { RRuleTemporal } from 'rrule-temporal';

export const SCOPE_KINDS = ['site', 'unit', 'device', 'line', 'room'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

export interface MaintenanceWindow {
  /** Of the ledger: a number. Of the configuration: `config-` and its place in the list. */
  readonly id: string;
  readonly scope: { readonly kind: ScopeKind; readonly id: string };
  readonly note: string;
  readonly author: string;
  /** The first time, epoch milliseconds; the others last as long. */
  readonly startMs: number;
  readonly endMs: number;
  /** RFC 5545 section 3.3.10, without `RRULE:`; `undefined`: once. */
  readonly rrule: string | undefined;
  /** IANA name: a window at 22:00 stays at 22:00 when clocks change. */
  readonly timeZone: string;
  /** From then on it does not apply; what was before stays planned. */
  readonly cancelledMs: number | undefined;
  /** What lies before is not planned by it: nobody had said so beforehand. Absent: it was known all along. */
  readonly announcedMs?: number | undefined;
}

/** From the first to before the second, epoch milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export type WindowProblem =
  | 'window_inverted'
  | 'window_too_long'
  | 'rrule_invalid'
  | 'rrule_never'
  | 'rrule_too_often';

/** Longer ones are slips of the keyboard; recurring ones would overlap themselves. */
export const LONGEST_WINDOW_MS = 31 * 86_400_000;
/** Rules are looked at this far ahead for whether they ever fire: leap days come every eight years at worst. */
const NEVER_AFTER_MS = 9 * 366 * 86_400_000;
/** Periods without an occurrence after which a rule is given up. */
const MAX_PERIODS = 4_000;

/** Nobody works on a network more often, and all of them are worked out again and again. */
const MOST_A_DAY = 24;
/** A rule that is counted is worked out from its beginning each time. */
const MOST_COUNTED = 1_000;
/** The moments that a rule is tried at before anybody relies on it: the last one that a request can name. */
const FARTHEST_MS = Date.UTC(2101, 0);

/** Range of each part's numbers; the part's sign may be minus where the range says so. */
const NUMBERS: Readonly<Record<string, readonly [lowest: number, highest: number]>> = {
  INTERVAL: [1, 1_000],
  COUNT: [1, 100_000],
  BYMINUTE: [0, 59],
  BYHOUR: [0, 23],
  BYMONTHDAY: [-31, 31],
  BYYEARDAY: [-366, 366],
  BYWEEKNO: [-53, 53],
  BYMONTH: [1, 12],
  BYSETPOS: [-366, 366],
};
const WORDS: Readonly<Record<string, RegExp>> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  BYDAY: /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
};

/** The part of a rule that is not understood; `undefined`: all of it is. */
export function badRulePart(rrule: string): string | undefined {
  const parts = rrule.split(';');
  if (!parts.some((part) => part.startsWith('FREQ='))) return 'FREQ';
  return parts.find((part) => {
    const [name = '', value = ''] = part.split('=');
    const [range, word] = [NUMBERS[name], WORDS[name]];
    return !value.split(',').every((item) => {
      if (word) return word.test(item);
      const number = Number(item);
      const isZero = number === 0 && (range?.[0] ?? 0) < 0;
      return (
        range !== undefined && /^[+-]?\d+$/.test(item) && number >= range[0] && number <= range[1] && !isZero
      );
    });
  });
}

function listOf(rrule: string, part: string): string[] {
  return rrule
    .split(';')
    .flatMap((text) => (text.startsWith(`${part}=`) ? (text.split('=')[1] ?? '').split(',') : []));
}

/** Of a rule whose parts are understood. */
function isTooOften(rrule: string): boolean {
  const aDay = ['BYHOUR', 'BYMINUTE'].map((part) => Math.max(1, listOf(rrule, part).length));
  return (
    aDay.reduce((product, times) => product * times, 1) > MOST_A_DAY ||
    listOf(rrule, 'COUNT').some((count) => Number(count) > MOST_COUNTED)
  );
}

/** What is wrong with a window before anybody relies on it; `undefined`: nothing. */
export function problemOfWindow(
  window: Pick<MaintenanceWindow, 'startMs' | 'endMs' | 'rrule' | 'timeZone'>,
): WindowProblem | undefined {
  if (window.endMs <= window.startMs) return 'window_inverted';
  if (window.endMs - window.startMs > LONGEST_WINDOW_MS) return 'window_too_long';
  if (window.rrule === undefined) return undefined;
  if (badRulePart(window.rrule) !== undefined) return 'rrule_invalid';
  if (isTooOften(window.rrule)) return 'rrule_too_often';
  try {
    const first = ruleOf(window).next(new Date(ruleStartMs(window)), true);
    if (first === null || first.timeMs > window.startMs + NEVER_AFTER_MS) return 'rrule_never';
  } catch {
    return 'rrule_never';
  }
  return isWorkable(window) ? undefined : 'rrule_too_often';
}

/** Whether it can be worked out how the rule ends: a count that rare days use up takes more steps than there are. */
function isWorkable(window: Pick<MaintenanceWindow, 'startMs' | 'rrule' | 'timeZone'>): boolean {
  try {
    ruleOf(window).next(new Date(FARTHEST_MS), true);
    return true;
  } catch {
    return false;
  }
}

/** The stretches of a window that touch a range, in order of time. */
export function stretchesOf(window: MaintenanceWindow, fromMs: number, toMs: number): Stretch[] {
  const { startMs, endMs, cancelledMs = Number.POSITIVE_INFINITY } = window;
  const { announcedMs = Number.NEGATIVE_INFINITY } = window;
  const lengthMs = endMs - startMs;
  return startsBetween(window, fromMs - lengthMs, toMs)
    .map((timeMs) => ({
      fromMs: Math.max(timeMs, announcedMs),
      toMs: Math.min(timeMs + lengthMs, cancelledMs),
    }))
    .filter((stretch) => stretch.fromMs < stretch.toMs && stretch.fromMs < toMs && stretch.toMs > fromMs);
}

/** When it next begins, at or after a moment; `undefined`: never again. */
export function nextStart(window: MaintenanceWindow, fromMs: number): number | undefined {
  const { cancelledMs = Number.POSITIVE_INFINITY } = window;
  const next =
    window.rrule === undefined
      ? window.startMs >= fromMs
        ? window.startMs
        : undefined
      : workedOut(() => ruleOf(window).next(new Date(Math.max(fromMs, ruleStartMs(window))), true))?.timeMs;
  return next !== undefined && next < cancelledMs ? next : undefined;
}

function startsBetween(window: MaintenanceWindow, fromMs: number, toMs: number): number[] {
  if (window.rrule === undefined) return [window.startMs];
  if (toMs <= window.startMs) return [];
  const from = new Date(Math.max(fromMs, ruleStartMs(window)));
  const found = workedOut(() => ruleOf(window).between(from, new Date(toMs), true)) ?? [];
  return found.map(({ timeMs }) => timeMs);
}

/**
 * A rule that was taken in before it was tried plans nothing where it cannot be worked out: whoever decides about states
 * goes on.
 */
function workedOut<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** What is needed of a moment that the library finds: written as `2026-03-07T22:00:00-05:00[America/New_York]`. */
interface Occurrence {
  readonly timeMs: number;
  readonly timeZoneId: string;
}

const OCCURRENCES = {
  ZonedDateTime: {
    from: (text: string): Occurrence => ({
      timeMs: Date.parse(text.replace(/\[.*$/, '')),
      timeZoneId: '',
    }),
  },
};

/** Rules count in whole seconds. */
function ruleStartMs({ startMs }: Pick<MaintenanceWindow, 'startMs'>): number {
  return Math.floor(startMs / 1_000) * 1_000;
}

function ruleOf({ startMs, rrule, timeZone }: Pick<MaintenanceWindow, 'startMs' | 'rrule' | 'timeZone'>) {
  const start = localText(startMs, timeZone).replace(/[-:]/g, '');
  return new RRuleTemporal<Occurrence>({
    rruleString: `DTSTART;TZID=${timeZone}:${start}\nRRULE:${rrule}`,
    temporal: OCCURRENCES,
    maxIterations: MAX_PERIODS,
  });
}

/** `2026-11-23T22:00:00`, as clocks in a zone show it. */
function localText(timeMs: number, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return clock.format(timeMs).replace(' ', 'T');
}

/**
 * The moment at which clocks in a zone show a local time such as `2026-11-23T22:00`. Where clocks go back and it comes
 * twice, one of the two; where they go forward and it does not come, one near it.
 */
export function momentOfLocal(text: string, timeZone: string): number {
  const asUtcMs = Date.parse(`${text}Z`);
  const offsetMs = (timeMs: number) => Date.parse(`${localText(timeMs, timeZone)}Z`) - timeMs;
  const guessMs = asUtcMs - offsetMs(asUtcMs);
  return asUtcMs - offsetMs(guessMs);
}

/** Stretches that touch or overlap become one. */
export function joinStretches(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (last && stretch.fromMs <= last.toMs)
      joined[joined.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, stretch.toMs) };
    else joined.push(stretch);
  }
  return joined;
}
