/**
 * When a subject changes too often to be told each time. After BGP's route flap damping (RFC 2439 section 4.2):
 * each outage adds a penalty that decays by half in a half-life; above one mark telling is suppressed, below a lower
 * one it is resumed. Pure.
 */

export interface FlappingLimits {
  readonly halfLifeMs: number;
  /** In outages: a penalty of 3 is three of them at once, or a few more spread over a half-life. */
  readonly raise: number;
  readonly clear: number;
}

export const DEFAULT_FLAPPING: FlappingLimits = { halfLifeMs: 15 * 60_000, raise: 3, clear: 0.75 };

/** Outages older than this weigh nothing. */
export function flappingMemoryMs({ halfLifeMs }: FlappingLimits): number {
  return 8 * halfLifeMs;
}

/** @param outagesMs when outages began, epoch milliseconds; those after `nowMs` do not count yet. */
export function penaltyOf(outagesMs: readonly number[], nowMs: number, limits: FlappingLimits): number {
  return outagesMs
    .filter((atMs) => atMs <= nowMs)
    .reduce((sum, atMs) => sum + 2 ** -((nowMs - atMs) / limits.halfLifeMs), 0);
}

/** @param suppressed whether it is flapping already: then it takes the lower mark to end. */
export function isFlapping(
  outagesMs: readonly number[],
  nowMs: number,
  suppressed: boolean,
  limits: FlappingLimits,
): boolean {
  return penaltyOf(outagesMs, nowMs, limits) >= (suppressed ? limits.clear : limits.raise);
}
