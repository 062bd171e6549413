/** How long to leave a server alone that did not take a request. */

const FIRST_MS = 250;
/** A server that is back is noticed within this. */
const LIMIT_MS = 15_000;

/**
 * @param failures how often it failed in a row, from 1.
 * @param random 0 to 1: collectors that lost a server together do not return together.
 */
export function backoffMs(failures: number, random: number): number {
  const stepMs = Math.min(LIMIT_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return stepMs * (0.5 + 0.5 * random);
}
