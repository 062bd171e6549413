/** A stretch of the day, such as 22:00-05:00, in which something is allowed. Pure. */

/** Minutes since midnight; from the first to before the second, over midnight where the second is not later. */
export interface DailyHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

const TEXT = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;

/** @returns `undefined` for what is not written `HH:MM-HH:MM`; `00:00-24:00` is the whole day. */
export function parseDailyHours(text: string): DailyHours | undefined {
  const [fromHour, from, toHour, to] = (TEXT.exec(text) ?? []).slice(1).map(Number);
  if (fromHour === undefined || from === undefined || toHour === undefined || to === undefined)
    return undefined;
  const hours = { fromMinute: fromHour * 60 + from, toMinute: toHour * 60 + to };
  return hours.toMinute > 24 * 60 ? undefined : hours;
}

/** @param timeZone IANA name of the zone that the hours are meant in. */
export function isWithin(hours: DailyHours, timeMs: number, timeZone: string): boolean {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const [hour = 0, minute = 0] = clock.format(timeMs).split(':').map(Number);
  const now = hour * 60 + minute;
  const { fromMinute, toMinute } = hours;
  return fromMinute < toMinute ? now >= fromMinute && now < toMinute : now >= fromMinute || now < toMinute;
}
