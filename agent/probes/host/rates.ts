/** Bits a second from a counter of octets. Pure. */

export interface OctetCounters {
  readonly in: bigint;
  readonly out: bigint;
}

export interface BitRates {
  readonly inBps: number;
  readonly outBps: number;
}

/** A 32-bit counter that fell has wrapped, if what that makes is no more than this; otherwise it began anew. */
const FASTEST_BPS = 10_000_000_000;

export class InterfaceRates {
  readonly #counterBits: 32 | 64;
  #before = new Map<string, OctetCounters & { readonly atMs: number }>();
  #now = new Map<string, OctetCounters & { readonly atMs: number }>();

  constructor(counterBits: 32 | 64) {
    this.#counterBits = counterBits;
  }

  /** Begins a round: interfaces that are gone are forgotten. */
  begin(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  /**
   * @param nowMs monotonic.
   * @returns `undefined` for the first reading, and where a counter began anew: a gap, never a spike.
   */
  rate(name: string, counters: OctetCounters, nowMs: number): BitRates | undefined {
    const before = this.#before.get(name);
    this.#now.set(name, { ...counters, atMs: nowMs });
    if (!before || nowMs <= before.atMs) return undefined;
    const elapsedMs = nowMs - before.atMs;
    const inBps = this.#bps(before.in, counters.in, elapsedMs);
    const outBps = this.#bps(before.out, counters.out, elapsedMs);
    return inBps === undefined || outBps === undefined ? undefined : { inBps, outBps };
  }

  #bps(before: bigint, after: bigint, elapsedMs: number): number | undefined {
    const grown = after - before;
    if (grown >= 0n) return (Number(grown) * 8_000) / elapsedMs;
    if (this.#counterBits === 64) return undefined;
    const bps = (Number(grown + 2n ** 32n) * 8_000) / elapsedMs;
    return bps >= 0 && bps <= FASTEST_BPS ? bps : undefined;
  }
}
