/**
 * Groups single packets into rounds and asks for proof when one is lost. Pure: it is told what happened to each
 * packet and answers what to do; sending is the probes' own business. Shared by ping and STAMP.
 */

/** What became of one packet. */
export interface PacketResult {
  /** When it was sent, epoch milliseconds. */
  readonly sentMs: number;
  /** `undefined`: no answer within the time limit. */
  readonly rttMs: number | undefined;
}

export interface PacketRound<R extends PacketResult = PacketResult> {
  /** When the first packet was sent, epoch milliseconds. */
  readonly startMs: number;
  readonly results: readonly R[];
  /** The round is a confirmation burst that stayed without any answer: proof that the target is down. */
  readonly refuted: boolean;
}

export interface RoundLimits {
  /** Packets in a round. */
  readonly packets: number;
  /** Packets of a confirmation burst; 0: never ask for one. */
  readonly confirmPackets: number;
}

/** `rounds` are finished and to be emitted; `confirm` asks to begin a burst. */
export interface RoundStep<R extends PacketResult> {
  readonly rounds: readonly PacketRound<R>[];
  readonly confirm: boolean;
}

/** What nearly every packet leads to. */
const NOTHING: RoundStep<never> = { rounds: [], confirm: false };

export class RoundTracker<R extends PacketResult = PacketResult> {
  readonly #limits: RoundLimits;
  #results: R[] = [];
  /** The loss that set off the burst under way, and the burst's results so far. */
  #suspicion: { readonly lost: R; readonly burst: R[] } | undefined;
  #refuted = false;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  /** The first round is of one packet: who has just started an agent wants to see it measure. */
  #packetsWanted = 1;

  constructor(limits: RoundLimits) {
    this.#limits = limits;
  }

  /** Whether a burst is under way: its sender goes on while this holds. */
  get confirming(): boolean {
    return this.#suspicion !== undefined;
  }

  /** A packet of the regular stream. */
  add(result: R): RoundStep<R> {
    const answered = result.rttMs !== undefined;
    if (answered && !this.#refuted && !this.#suspicion && this.#results.length + 1 < this.#packetsWanted) {
      this.#results.push(result);
      return NOTHING;
    }
    const rounds: PacketRound<R>[] = [];
    if (answered && this.#refuted) {
      // The target is back: what follows is a round of its own, so that its start is the moment of return.
      this.#refuted = false;
      this.#close(rounds);
    }
    if (answered) this.#suspicion = undefined;
    this.#results.push(result);
    const confirm =
      !answered && !this.#refuted && this.#suspicion === undefined && this.#limits.confirmPackets > 0;
    if (confirm) this.#suspicion = { lost: result, burst: [] };
    // While a burst runs, its verdict decides where the round ends.
    if (this.#results.length >= this.#packetsWanted && !this.#suspicion) this.#close(rounds);
    return { rounds, confirm };
  }

  /** A packet of the burst. The first answer ends it; when all are lost, the target is proven down. */
  addConfirmation(result: R): PacketRound<R>[] {
    const suspicion = this.#suspicion;
    if (!suspicion) return [];
    const rounds: PacketRound<R>[] = [];
    if (result.rttMs !== undefined) {
      this.#suspicion = undefined;
      if (this.#results.length >= this.#packetsWanted) this.#close(rounds);
      return rounds;
    }
    suspicion.burst.push(result);
    if (suspicion.burst.length < this.#limits.confirmPackets) return rounds;
    this.#suspicion = undefined;
    this.#refuted = true;
    const from = this.#results.indexOf(suspicion.lost);
    const lost = this.#results.splice(from);
    this.#close(rounds);
    const startMs = this.#startOf(suspicion.lost);
    rounds.push({ startMs, results: [...lost, ...suspicion.burst], refuted: true });
    return rounds;
  }

  /** Ends the round under way early, where it has begun and nothing is suspected. */
  flush(): PacketRound<R>[] {
    const rounds: PacketRound<R>[] = [];
    if (!this.#suspicion && !this.#refuted) this.#close(rounds);
    return rounds;
  }

  /** Two rounds never have the same time, however a stalled machine bunches their packets: a store would keep one. */
  #startOf(first: R): number {
    this.#lastStartMs = Math.max(first.sentMs, this.#lastStartMs + 1);
    return this.#lastStartMs;
  }

  #close(rounds: PacketRound<R>[]): void {
    const first = this.#results[0];
    if (!first) return;
    this.#packetsWanted = this.#limits.packets;
    rounds.push({ startMs: this.#startOf(first), results: this.#results, refuted: false });
    this.#results = [];
  }
}

export interface RoundSummary {
  readonly sent: number;
  readonly received: number;
  readonly lossPercent: number;
  /** From the first packet to the last. */
  readonly spanMs: number;
  /** `undefined` where no packet was answered. Standard deviation is of the population. */
  readonly rtt:
    | { readonly min: number; readonly avg: number; readonly max: number; readonly deviation: number }
    | undefined;
}

/** Round-trip times of the packets that were answered, in their order. */
export function rttsOf(results: readonly PacketResult[]): number[] {
  return results.flatMap((result) => (result.rttMs === undefined ? [] : [result.rttMs]));
}

export function summariseRound(results: readonly PacketResult[]): RoundSummary {
  const sent = results.length;
  let received = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const { rttMs } of results) {
    if (rttMs === undefined) continue;
    received++;
    sum += rttMs;
    if (rttMs < min) min = rttMs;
    if (rttMs > max) max = rttMs;
  }
  const lossPercent = sent === 0 ? 0 : ((sent - received) / sent) * 100;
  const spanMs = Math.max(0, (results.at(-1)?.sentMs ?? 0) - (results[0]?.sentMs ?? 0));
  if (received === 0) return { sent, received, lossPercent, spanMs, rtt: undefined };
  const avg = sum / received;
  let squares = 0;
  for (const { rttMs } of results) if (rttMs !== undefined) squares += (rttMs - avg) ** 2;
  const deviation = Math.sqrt(squares / received);
  return { sent, received, lossPercent, spanMs, rtt: { min, avg, max, deviation } };
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** By nearest rank, so that each is a value that was measured; of few values the high ones are the greatest. */
export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/**
 * Interarrival jitter after RFC 3550 section 6.4.1: J += (|D| - J) / 16, where D is the difference of two
 * successive transit times. It takes some dozens of packets to get near its value, so a stream carries it on from
 * round to round.
 * @param transitsMs in the order of sending; a constant offset of the clocks cancels out.
 * @param beforeMs the stream's jitter so far.
 */
export function interarrivalJitterMs(transitsMs: readonly number[], beforeMs = 0): number {
  let jitterMs = beforeMs;
  for (let index = 1; index < transitsMs.length; index++) {
    const difference = Math.abs((transitsMs[index] ?? 0) - (transitsMs[index - 1] ?? 0));
    jitterMs += (difference - jitterMs) / 16;
  }
  return jitterMs;
}
