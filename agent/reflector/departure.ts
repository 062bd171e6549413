/** How long an answer takes from the last look at the clock until it leaves. Pure. */

/** Answers looked back on; before as many have left, a program that has just begun is slower than it will be. */
const LOOK_BACK = 8;

/**
 * The program looks at the clock, writes the time into the answer and hands it to the system, which in Node takes a
 * tenth of a millisecond. The least that took of late is added to the time beforehand, as PTP does with a port's
 * egress latency (IEEE 1588 section 7.3.4.2): the least, so that no delay comes out smaller than it was.
 */
export class DepartureEstimate {
  readonly #tookMs = new Float64Array(LOOK_BACK);
  #seen = 0;
  #leastMs = 0;

  /** 0 as long as it is not known. */
  get ms(): number {
    return this.#leastMs;
  }

  /** @param tookMs from the look at the clock until the system had the answer. */
  add(tookMs: number): void {
    this.#tookMs[this.#seen % LOOK_BACK] = tookMs;
    this.#seen++;
    if (this.#seen >= LOOK_BACK) this.#leastMs = Math.min(...this.#tookMs);
  }
}
