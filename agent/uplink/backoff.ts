/** Exponential back-off with full jitter, so that agents which lost the collector together do not return together. */

const FIRST_MS = 500;
/** Of one agent among ten thousand. */
const LIMIT_MS = 30_000;
/** Of the few that watch other sites than their own: an outage is told no sooner than they are back. */
export const WATCHER_LIMIT_MS = 2_000;

/**
 * @param failures how often it failed in a row, from 1.
 * @param random 0 to 1.
 * @param limitMs longest step.
 * @returns milliseconds to wait, at least a tenth of the step.
 */
export function backoffMs(failures: number, random: number, limitMs: number = LIMIT_MS): number {
  const stepMs = Math.min(limitMs, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return stepMs * (0.1 + 0.9 * random);
}

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3); `undefined` when there is none to be read. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
