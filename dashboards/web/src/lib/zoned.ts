/** Between moments and what stands in a date field, in the province's time zone. Pure. */
import { MINUTE } from './time.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let made = formatters.get(timeZone);
  if (made === undefined) {
    made = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(timeZone, made);
  }
  return made;
}

/** "2026-11-26T14:05", as `<input type="datetime-local">` has it. */
export function toLocal(timeMs: number, timeZone: string): string {
  return formatterOf(timeZone).format(timeMs).replace(' ', 'T');
}

/** "2026-11-26". */
export function toLocalDay(timeMs: number, timeZone: string): string {
  return toLocal(timeMs, timeZone).slice(0, 10);
}

const LOCAL = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/;

/**
 * The moment that a date field means; a day stands for its beginning. `undefined` for what is none. In the hour that a
 * change of clocks repeats, the first.
 */
export function fromLocal(text: string, timeZone: string): number | undefined {
  if (!LOCAL.test(text)) return undefined;
  const asUtc = Date.parse(`${text.length === 10 ? `${text}T00:00` : text}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // Twice: the offset of the first guess may be that of the other side of a change.
  let guess = asUtc - offsetMs(asUtc, timeZone);
  guess = asUtc - offsetMs(guess, timeZone);
  return guess;
}

function offsetMs(timeMs: number, timeZone: string): number {
  const whole = Math.floor(timeMs / MINUTE) * MINUTE;
  return Date.parse(`${toLocal(whole, timeZone)}:00Z`) - whole;
}
