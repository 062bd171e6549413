/** Whether a line may be filled now. Pure. */
import { isWithin, parseDailyHours } from '../../../model/daily-hours.ts';

export interface AllowedTimes {
  /** `HH:MM-HH:MM` */
  readonly hours: string;
  readonly time_zone: string;
  /** After a call, milliseconds. */
  readonly calm: number;
}

/** @param lastCallMs when people were last in a call at the site; `undefined`: not known of. */
export function isAllowed(times: AllowedTimes, nowMs: number, lastCallMs: number | undefined): boolean {
  const hours = parseDailyHours(times.hours);
  if (!hours || !isWithin(hours, nowMs, times.time_zone)) return false;
  return lastCallMs === undefined || nowMs - lastCallMs >= times.calm;
}
