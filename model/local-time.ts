/** What clocks on the wall show in a time zone, over the days on which they are put forward or back. Pure. */

export interface LocalTime {
  /** ISO 8601 date. */
  readonly day: string;
  /** Minutes since midnight, as the clock shows them. */
  readonly minute: number;
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly weekday: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  clocks.set(zone, clock);
  return clock;
}

/** The wall clock's reading as if it were UTC, epoch milliseconds of whole seconds. */
function wallMs(timeMs: number, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(timeMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** @param zone IANA name. */
export function localTime(timeMs: number, zone: string): LocalTime {
  const wall = wallMs(timeMs, zone);
  const day = Math.floor(wall / DAY_MS);
  return {
    day: new Date(wall).toISOString().slice(0, 10),
    minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS),
    // 1970-01-01 was a Thursday.
    weekday: ((((day + 3) % 7) + 7) % 7) + 1,
  };
}

/**
 * When the clock first shows a time of a day. A time that is left out when clocks are put forward is as long after the
 * change as it would have been.
 * @param minute since midnight, 0 to 1440. @returns epoch milliseconds.
 */
export function instantOf(day: string, minute: number, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS;
  const around = [wanted - DAY_MS, wanted + DAY_MS].map(
    (timeMs) => wanted - (wallMs(timeMs, zone) - Math.floor(timeMs / 1_000) * 1_000),
  );
  const candidates = around.sort((a, b) => a - b);
  const shown = candidates.find((timeMs) => wallMs(timeMs, zone) === wanted);
  return shown ?? candidates[candidates.length - 1] ?? wanted;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The first moment after `afterMs` at which the clock shows one of these times. @param minutes at least one. */
export function nextTimeOfDay(minutes: readonly number[], afterMs: number, zone: string): number {
  const { day } = localTime(afterMs, zone);
  const moments = [-1, 0, 1, 2].flatMap((days) =>
    minutes.map((minute) => instantOf(addDays(day, days), minute, zone)),
  );
  return Math.min(...moments.filter((timeMs) => timeMs > afterMs));
}
