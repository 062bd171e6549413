/** Where the time of a period went: what availability is computed from. Definitions: docs/availability.md. */
import type { Cause } from './incident.ts';

/** Milliseconds. The seven kinds of time add up to `periodMs`. Accounts of parts add up to that of the whole. */
export interface TimeAccount {
  readonly periodMs: number;
  readonly upMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
  readonly unreachableMs: number;
  readonly unknownMs: number;
  /** Planned maintenance; of a line also what was not its carrier's. */
  readonly excludedMs: number;
  /** Outages of which some time counts; the short ones are among them. */
  readonly outages: number;
  readonly shortOutages: number;
  readonly longestOutageMs: number;
  /** `downMs` + `unreachableMs` by cause. */
  readonly causeMs: Readonly<Record<Cause, number>>;
}

/** Time in which it was reached, and time in which it was to be reached and somebody looked. */
export function countedTimes(account: TimeAccount): { availableMs: number; watchedMs: number } {
  const availableMs = account.upMs + account.degradedMs;
  return { availableMs, watchedMs: availableMs + account.downMs + account.unreachableMs };
}

/** (up + degraded) / (period - excluded - unknown), 0 to 1; `null` when nothing is left to divide by. */
export function availabilityRatio(account: TimeAccount): number | null {
  const { availableMs, watchedMs } = countedTimes(account);
  return watchedMs > 0 ? availableMs / watchedMs : null;
}
