/** Follows every subject: the engine's memory, between the ingest log and the ledger. */
import type { Point } from '../../model/point.ts';
import type { Evidence, State, SubjectId, Transition } from '../../model/state.ts';
import type { StateLimits, SubjectRecord } from './engine.ts';
import { applyEvidence, applyTime, newRecord, resumedRecord } from './engine.ts';
import type { QualityLimits } from './evidence.ts';
import { evidenceOf } from './evidence.ts';
import type { PathLimits, Standing } from './path.ts';
import { DEFAULT_PATH_LIMITS, PathStates } from './path.ts';
import type { Unseen } from './unseen.ts';
import { UnseenPauses } from './unseen.ts';

/** Evidence this far ahead of the collector's clock is that of a clock gone wrong; less is skew, and is lived with. */
const MAX_AHEAD_MS = 30_000;

export interface TrackerOptions {
  readonly limitsOf: (subject: SubjectId) => StateLimits;
  readonly quality: QualityLimits;
  /** All that can have a state; evidence of others is not ours to judge. */
  readonly subjects: Iterable<SubjectId>;
  /** What each subject is reached through. */
  readonly upstream?: ReadonlyMap<SubjectId, SubjectId>;
  /** Where the agents that look at sites from outside stand. */
  readonly vantage?: ReadonlySet<SubjectId>;
  readonly path?: PathLimits;
  /** The present states in the ledger. */
  readonly resumed: readonly ResumedState[];
  /** Time of the newest evidence that the ledger has followed, epoch milliseconds. */
  readonly evidenceMs: number;
  readonly nowMs: number;
}

export interface ResumedState {
  readonly subject: SubjectId;
  readonly state: State;
  readonly sinceMs: number;
  readonly upstream?: SubjectId | undefined;
}

/** What a batch of points leads to. */
export interface Followed {
  /** In order. */
  readonly transitions: Transition[];
  /** Evidence from before what is known already: it may tell what was the case while nobody was looking. */
  readonly late: Evidence[];
  /** What it tells of pauses over which a state simply went on. */
  readonly unseen: Unseen[];
}

export class StateTracker {
  readonly #limitsOf: (subject: SubjectId) => StateLimits;
  readonly #quality: QualityLimits;
  readonly #records = new Map<SubjectId, SubjectRecord>();
  readonly #pauses = new UnseenPauses();
  readonly #paths: PathStates;
  #evidenceMs: number;

  constructor(options: TrackerOptions) {
    const { limitsOf, quality, evidenceMs, nowMs } = options;
    this.#limitsOf = limitsOf;
    this.#quality = quality;
    this.#evidenceMs = evidenceMs;
    const standings = new Map<SubjectId, Standing>();
    for (const subject of options.subjects) {
      this.#records.set(subject, newRecord(subject, nowMs));
      standings.set(subject, { subject, state: 'unknown', sinceMs: nowMs, upstream: undefined });
    }
    for (const { subject, state, sinceMs, upstream } of options.resumed) {
      if (!this.#records.has(subject)) continue;
      this.#records.set(subject, resumedRecord(subject, state, sinceMs, evidenceMs, nowMs));
      standings.set(subject, { subject, state, sinceMs, upstream });
    }
    this.#paths = new PathStates({
      upstream: options.upstream ?? new Map(),
      vantage: options.vantage ?? new Set(),
      limits: options.path ?? DEFAULT_PATH_LIMITS,
      standings: standings.values(),
      own: (subject) => this.#records.get(subject),
    });
  }

  /** Time of the newest evidence seen, epoch milliseconds. */
  get evidenceMs(): number {
    return this.#evidenceMs;
  }

  /** Something has been seen that waits for word of its upstream: what led to it has to be seen again after a crash. */
  get holding(): boolean {
    return this.#paths.holding;
  }

  get(subject: SubjectId): Standing | undefined {
    return this.#paths.get(subject);
  }

  standings(): IterableIterator<Standing> {
    return this.#paths.standings();
  }

  /** What a batch of points changes. */
  feed(points: Iterable<Point>, nowMs: number): Followed {
    const followed: Followed = { transitions: [], late: [], unseen: [] };
    for (const point of points) {
      const evidence = evidenceOf(point, this.#quality);
      const record = evidence && this.#records.get(evidence.subject);
      // From a clock that is far ahead: followed, it would make everything true look too old to count.
      if (!record || evidence.timeMs > nowMs + MAX_AHEAD_MS) continue;
      if (evidence.timeMs < record.evidenceMs) {
        followed.late.push(evidence);
        this.#pauses.late(evidence);
      } else {
        this.#pauses.between(record.subject, record.evidenceMs, evidence.timeMs, record.state);
      }
      const decision = applyEvidence(record, evidence, this.#limitsOf(record.subject), nowMs);
      // In place: records that live for a round each would all grow old before they are rubbish.
      Object.assign(record, decision.record);
      this.#evidenceMs = Math.max(this.#evidenceMs, Math.min(evidence.timeMs, nowMs));
      for (const own of decision.transitions) followed.transitions.push(...this.#paths.follow(own));
      if (decision.transitions.length === 0) {
        followed.transitions.push(...this.#paths.look(record.subject, nowMs));
      }
    }
    followed.unseen.push(...this.#pauses.take());
    return followed;
  }

  /** What the passing of time changes. */
  tick(nowMs: number): Transition[] {
    const transitions: Transition[] = [];
    for (const record of this.#records.values()) {
      const decision = applyTime(record, this.#limitsOf(record.subject), nowMs);
      if (decision.transitions.length === 0) continue;
      this.#records.set(record.subject, decision.record);
      for (const own of decision.transitions) transitions.push(...this.#paths.follow(own));
    }
    transitions.push(...this.#paths.tick(nowMs));
    return transitions;
  }
}
