/** A token bucket for each source: a device gone mad does not fill the line that it complains about. Pure. */
import { BoundedMap } from './bounded-map.ts';

export interface Rate {
  /** What a source may send at once. */
  readonly burst: number;
  /** And then each second. */
  readonly perSecond: number;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export class RateLimit {
  readonly #rate: Rate;
  readonly #buckets = new BoundedMap<Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Whether the source may go on. @param nowMs monotonic. */
  take(source: string, nowMs: number): boolean {
    const { burst, perSecond } = this.#rate;
    const before = this.#buckets.get(source) ?? { tokens: burst, atMs: nowMs };
    const tokens = Math.min(burst, before.tokens + ((nowMs - before.atMs) / 1_000) * perSecond);
    const allowed = tokens >= 1;
    this.#buckets.set(source, { tokens: allowed ? tokens - 1 : tokens, atMs: nowMs });
    return allowed;
  }
}
