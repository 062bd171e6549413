/** How much may be done by whom: allowances that fill up again with time. */

export interface Rate {
  /** At once, after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
}

interface Allowance {
  left: number;
  atMs: number;
}

/** Keys remembered: beyond it the one that asked longest ago is forgotten, as if it had been quiet. */
const MAX_KEYS = 10_000;

export class Allowances {
  readonly #rate: Rate;
  readonly #now: () => number;
  /** In the order of the latest use. */
  readonly #byKey = new Map<string, Allowance>();

  /** @param now milliseconds of a clock that nobody sets. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Uses some of a key's allowance. @returns 0, or the seconds until there is enough: then none is used. */
  take(key: string, amount = 1): number {
    const allowance = this.#current(key);
    // More than is ever there: it goes when the allowance is full, and the debt is paid off after it.
    const needed = Math.min(amount, this.#rate.burst);
    if (allowance.left < needed) return (needed - allowance.left) / this.#rate.perSecond;
    allowance.left -= amount;
    return 0;
  }

  /** What `take` would return. */
  waitS(key: string): number {
    const { left } = this.#current(key);
    return left >= 1 ? 0 : (1 - left) / this.#rate.perSecond;
  }

  #current(key: string): Allowance {
    const nowMs = this.#now();
    const known = this.#byKey.get(key);
    const { burst, perSecond } = this.#rate;
    const left = known ? Math.min(burst, known.left + ((nowMs - known.atMs) / 1_000) * perSecond) : burst;
    const allowance = { left, atMs: nowMs };
    this.#byKey.delete(key);
    this.#byKey.set(key, allowance);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > MAX_KEYS && oldest !== undefined) this.#byKey.delete(oldest);
    return allowance;
  }
}
