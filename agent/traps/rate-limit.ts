/** A token bucket for each source: a device gone mad does not fill the line that it complains about. Pure. */

/** Traps that a source may send at once, and then each second. */
const BURST = 20;
const PER_SECOND = 1;
/** Sources remembered; forged ones push each other out. */
const MAX_SOURCES = 1_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  #refused = 0;

  /** Refused since the start. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether the source may go on. @param nowMs monotonic. */
  take(source: string, nowMs: number): boolean {
    const before = this.#buckets.get(source) ?? { tokens: BURST, atMs: nowMs };
    const tokens = Math.min(BURST, before.tokens + ((nowMs - before.atMs) / 1_000) * PER_SECOND);
    const allowed = tokens >= 1;
    this.#buckets.delete(source);
    this.#buckets.set(source, { tokens: allowed ? tokens - 1 : tokens, atMs: nowMs });
    if (this.#buckets.size > MAX_SOURCES) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    if (!allowed) this.#refused++;
    return allowed;
  }
}
