/** How much the delay of one direction varies. Pure. */
import { interarrivalJitterMs, type Percentiles, percentilesOf } from '../packet-round.ts';

/**
 * Packet delay variation (RFC 5481 section 4.2): delays less the least of the round, so that what the clocks are
 * apart cancels out. A clock that is stepped within a round spoils that one.
 * @param transitsMs delays plus a constant. @returns `undefined` for none.
 */
export function delayVariation(transitsMs: readonly number[]): Percentiles | undefined {
  const least = transitsMs.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  return percentilesOf(transitsMs.map((transit) => transit - least));
}

/** RFC 3550 jitter of one direction, carried on over rounds, and from the last packet of one to the first of the next. */
export class DirectionJitter {
  #jitterMs = 0;
  #lastMs: number | undefined;

  /** @param transitsMs of the round, in the order of sending. @returns the jitter after it. */
  next(transitsMs: readonly number[]): number {
    const before = this.#lastMs === undefined ? [] : [this.#lastMs];
    this.#jitterMs = interarrivalJitterMs([...before, ...transitsMs], this.#jitterMs);
    this.#lastMs = transitsMs.at(-1) ?? this.#lastMs;
    return this.#jitterMs;
  }
}
