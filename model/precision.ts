/** What one tick of a time stamp is. */

/** Precisions accepted by `/write` (`n`, `u`, …) and `/api/v2/write` (`ns`, `us`, …), as nanoseconds a tick. */
export const NANOSECONDS_PER_TICK = {
  n: 1n,
  ns: 1n,
  u: 1_000n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
} as const;

export type Precision = keyof typeof NANOSECONDS_PER_TICK;

export function isPrecision(text: string): text is Precision {
  return Object.hasOwn(NANOSECONDS_PER_TICK, text);
}
