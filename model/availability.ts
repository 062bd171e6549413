/** Availability from state intervals: arithmetic only. Definitions are explained in docs/availability.md. */
import type { State } from './state.ts';
import { isOutage } from './state.ts';

export interface StateInterval {
  readonly state: State;
  readonly fromMs: number;
  /** `undefined`: still going on. */
  readonly toMs: number | undefined;
}

export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Availability {
  /** Milliseconds of the period in each state; they add up to `periodMs`. */
  readonly stateMs: Readonly<Record<State, number>>;
  readonly periodMs: number;
  /** Outages (`down` or `unreachable`) that touch the period. Adjoining ones count once. */
  readonly outages: number;
  readonly longestOutageMs: number;
  /** (up + degraded) / (period - unknown), 0 to 1; `undefined` when nobody was looking all along. */
  readonly ratio: number | undefined;
}

/**
 * Availability over the part of the period that has passed.
 * Time that no interval covers is unknown: nobody was looking.
 * @param intervals one subject's, in order of time, not overlapping.
 */
export function availabilityOf(
  intervals: readonly StateInterval[],
  period: Period,
  nowMs: number,
): Availability {
  const endMs = Math.max(period.fromMs, Math.min(period.toMs, nowMs));
  const periodMs = endMs - period.fromMs;
  const stateMs: Record<State, number> = { up: 0, degraded: 0, down: 0, unreachable: 0, unknown: 0 };
  let outages = 0;
  let outageMs = 0;
  let longestOutageMs = 0;
  let coveredMs = 0;
  let previousOutageEndMs = Number.NaN;
  for (const interval of intervals) {
    const fromMs = Math.max(interval.fromMs, period.fromMs);
    const toMs = Math.min(interval.toMs ?? endMs, endMs);
    if (toMs <= fromMs) continue;
    stateMs[interval.state] += toMs - fromMs;
    coveredMs += toMs - fromMs;
    if (!isOutage(interval.state)) continue;
    if (fromMs !== previousOutageEndMs) {
      outages++;
      outageMs = 0;
    }
    outageMs += toMs - fromMs;
    longestOutageMs = Math.max(longestOutageMs, outageMs);
    previousOutageEndMs = toMs;
  }
  stateMs.unknown += periodMs - coveredMs;
  const watchedMs = periodMs - stateMs.unknown;
  return {
    stateMs,
    periodMs,
    outages,
    longestOutageMs,
    ratio: watchedMs > 0 ? (stateMs.up + stateMs.degraded) / watchedMs : undefined,
  };
}
