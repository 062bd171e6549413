/** The fields of a round. What goes on from round to round (jitter, counters) is carried here. Pure. */
import type { FieldValue } from '../../../model/point.ts';
import type { Codec } from '../../../model/voice-quality.ts';
import { CODEC_IMPAIRMENTS, voiceQuality } from '../../../model/voice-quality.ts';
import type { PacketRound, Percentiles } from '../packet-round.ts';
import { percentilesOf, rttsOf, summariseRound } from '../packet-round.ts';
import type { AnswerNumbers, Repeat } from './answer-numbers.ts';
import { DirectionJitter, delayVariation } from './delay-variation.ts';
import { DirectionTracker } from './direction.ts';
import { OrderTracker } from './order.ts';
import type { StampResult } from './session.ts';

/** A jitter buffer holds packets back by about this many times the jitter. */
const JITTER_BUFFER = 2;

type Fields = Record<string, FieldValue>;

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}

/** Microseconds are finer than the way through two programs is known; more digits would only be carried about. */
function rounded(timeMs: number): number {
  return Math.round(timeMs * 1_000) / 1_000;
}

function percentileFields(name: string, percentiles: Percentiles | undefined): Fields {
  if (!percentiles) return {};
  const { p50, p95, p99 } = percentiles;
  return {
    [`${name}_p50_ms`]: rounded(p50),
    [`${name}_p95_ms`]: rounded(p95),
    [`${name}_p99_ms`]: rounded(p99),
  };
}

export class StampReport {
  readonly #settings: { readonly stateful: boolean; readonly codec: Codec };
  readonly #direction = new DirectionTracker();
  readonly #order = new OrderTracker();
  readonly #forwardJitter = new DirectionJitter();
  readonly #backJitter = new DirectionJitter();

  constructor(settings: { readonly stateful: boolean; readonly codec: Codec }) {
    this.#settings = settings;
  }

  /** An answer came. @param repeat how the packet had been answered before, if it had. */
  answered(numbers: AnswerNumbers, repeat: Repeat | undefined): void {
    this.#direction.add(numbers, repeat);
    this.#order.add(numbers, repeat);
  }

  /** @param round with the packets whose answers came since the round before. */
  fieldsOf(round: PacketRound<StampResult>): Fields {
    const { sent, received, lossPercent } = summariseRound(round.results);
    return {
      sent: BigInt(sent),
      received: BigInt(received),
      loss_percent: lossPercent,
      confirmed: round.refuted,
      ...this.#counts(),
      ...this.#times(round.results, lossPercent),
    };
  }

  /** By direction only where the reflector's own count tells them apart: what is not known is left out, not 0. */
  #counts(): Fields {
    const { reordered, reorderedBy, duplicated, duplicatedBy } = this.#order.take();
    const lost = this.#direction.take();
    const total = { reordered: BigInt(reordered), duplicated: BigInt(duplicated) };
    if (!this.#settings.stateful || !this.#direction.reflectorCounts) return total;
    return {
      ...total,
      reordered_forward: BigInt(reorderedBy.forward),
      reordered_back: BigInt(reorderedBy.back),
      duplicated_forward: BigInt(duplicatedBy.forward),
      duplicated_back: BigInt(duplicatedBy.back),
      ...(lost ? { lost_forward: BigInt(lost.forward), lost_back: BigInt(lost.back) } : {}),
    };
  }

  #times(results: readonly StampResult[], lossPercent: number): Fields {
    const { rtt, spanMs } = summariseRound(results);
    if (!rtt) return {};
    const forward = results.map((result) => result.forwardTransitMs).filter(isNumber);
    const back = results.map((result) => result.backTransitMs).filter(isNumber);
    const forwardMs = this.#forwardJitter.next(forward);
    const backMs = this.#backJitter.next(back);
    const mouthToEarMs = rtt.avg / 2 + JITTER_BUFFER * Math.max(forwardMs, backMs);
    const voice = voiceQuality(mouthToEarMs, lossPercent, CODEC_IMPAIRMENTS[this.#settings.codec]);
    return {
      span_ms: BigInt(Math.round(spanMs)),
      rtt_min_ms: rounded(rtt.min),
      rtt_avg_ms: rounded(rtt.avg),
      rtt_max_ms: rounded(rtt.max),
      ...percentileFields('rtt', percentilesOf(rttsOf(results))),
      jitter_forward_ms: rounded(forwardMs),
      jitter_back_ms: rounded(backMs),
      ...percentileFields('pdv_forward', delayVariation(forward)),
      ...percentileFields('pdv_back', delayVariation(back)),
      r_factor: rounded(voice.rFactor),
      mos: rounded(voice.mos),
    };
  }
}
