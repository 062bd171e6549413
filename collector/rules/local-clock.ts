/** Hours and days as people at the installation have them. Asked for each value: the answer is kept for a quarter of an hour, which no zone divides. */
import type { Rule } from '../../config/schema/rules.ts';
import { WEEKDAYS } from '../../config/schema/rules.ts';

const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;

export class LocalClock {
  readonly #format: Intl.DateTimeFormat;
  #quarter = Number.NaN;
  #minuteOfDay = 0;
  #day: string = WEEKDAYS[0];

  /** @param timeZone IANA name. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** 0 to 23. */
  hourAt(timeMs: number): number {
    return Math.floor(this.#minuteAt(timeMs) / 60);
  }

  /** Whether a rule may be raised. Of hours over midnight, the day is that of the moment. */
  isWithin(schedule: Rule['schedule'], timeMs: number): boolean {
    if (!schedule) return true;
    const minute = this.#minuteAt(timeMs);
    if (!schedule.days.some((day) => day === this.#day)) return false;
    if (!schedule.hours) return true;
    const { fromMinute, toMinute } = schedule.hours;
    const isAfter = minute >= fromMinute;
    const isBefore = minute < toMinute;
    return fromMinute < toMinute ? isAfter && isBefore : isAfter || isBefore;
  }

  #minuteAt(timeMs: number): number {
    const quarter = Math.floor(timeMs / QUARTER_MS);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      const parts = new Map(
        this.#format.formatToParts(quarter * QUARTER_MS).map(({ type, value }) => [type, value]),
      );
      this.#minuteOfDay = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
      this.#day = (parts.get('weekday') ?? '').toLowerCase();
    }
    return this.#minuteOfDay + Math.floor((timeMs - quarter * QUARTER_MS) / MINUTE_MS);
  }
}
