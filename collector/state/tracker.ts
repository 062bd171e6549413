/** Follows every subject: the engine's memory, between the ingest log and the ledger. */
import type { Point } from '../../model/point.ts';
import type { State, SubjectId, Transition } from '../../model/state.ts';
import type { StateLimits, SubjectRecord } from './engine.ts';
import { applyEvidence, applyTime, newRecord, resumedRecord } from './engine.ts';
import type { QualityLimits } from './evidence.ts';
import { evidenceOf } from './evidence.ts';

/** Evidence this far ahead of the collector's clock is that of a clock gone wrong; less is skew, and is lived with. */
const MAX_AHEAD_MS = 30_000;

export interface TrackerOptions {
  readonly limits: StateLimits;
  readonly quality: QualityLimits;
  /** All that can have a state; evidence of others is not ours to judge. */
  readonly subjects: Iterable<SubjectId>;
  /** The present states in the ledger. */
  readonly resumed: readonly {
    readonly subject: SubjectId;
    readonly state: State;
    readonly sinceMs: number;
  }[];
  /** Time of the newest evidence that the ledger has followed, epoch milliseconds. */
  readonly evidenceMs: number;
  readonly nowMs: number;
}

export class StateTracker {
  readonly #limits: StateLimits;
  readonly #quality: QualityLimits;
  readonly #records = new Map<SubjectId, SubjectRecord>();
  #evidenceMs: number;

  constructor(options: TrackerOptions) {
    this.#limits = options.limits;
    this.#quality = options.quality;
    this.#evidenceMs = options.evidenceMs;
    for (const subject of options.subjects) this.#records.set(subject, newRecord(subject, options.nowMs));
    for (const { subject, state, sinceMs } of options.resumed) {
      if (!this.#records.has(subject)) continue;
      const record = resumedRecord(subject, state, sinceMs, options.evidenceMs, options.nowMs);
      this.#records.set(subject, record);
    }
  }

  /** Time of the newest evidence seen, epoch milliseconds. */
  get evidenceMs(): number {
    return this.#evidenceMs;
  }

  get(subject: SubjectId): SubjectRecord | undefined {
    return this.#records.get(subject);
  }

  records(): IterableIterator<SubjectRecord> {
    return this.#records.values();
  }

  /** What a batch of points changes, in order. */
  feed(points: Iterable<Point>, nowMs: number): Transition[] {
    const transitions: Transition[] = [];
    for (const point of points) {
      const evidence = evidenceOf(point, this.#quality);
      const record = evidence && this.#records.get(evidence.subject);
      // From a clock that is far ahead: followed, it would make everything true look too old to count.
      if (!record || evidence.timeMs > nowMs + MAX_AHEAD_MS) continue;
      const decision = applyEvidence(record, evidence, this.#limits, nowMs);
      this.#records.set(record.subject, decision.record);
      this.#evidenceMs = Math.max(this.#evidenceMs, Math.min(evidence.timeMs, nowMs));
      transitions.push(...decision.transitions);
    }
    return transitions;
  }

  /** What the passing of time changes. */
  tick(nowMs: number): Transition[] {
    const transitions: Transition[] = [];
    for (const record of this.#records.values()) {
      const decision = applyTime(record, this.#limits, nowMs);
      if (decision.transitions.length === 0) continue;
      this.#records.set(record.subject, decision.record);
      transitions.push(...decision.transitions);
    }
    return transitions;
  }
}
