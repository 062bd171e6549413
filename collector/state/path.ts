/**
 * What a subject's own state means once its path is looked at: what fails behind a failed upstream is
 * `unreachable`, and names it. Evidence may come in any order within the confirm window. Pure but for its memory:
 * own states and the time are passed in.
 */
import type { State, SubjectId, Transition } from '../../model/state.ts';
import { isOutage } from '../../model/state.ts';
import type { SubjectRecord } from './engine.ts';

export interface PathLimits {
  /** A failure waits this long for word of an upstream of which nothing has been heard since the failure began. */
  readonly holdMs: number;
  /** Failures that began this much before their upstream's still belong to it; earlier ones are their own. */
  readonly windowMs: number;
  /** A round that began this long after the upstream came back speaks of the subject itself: routes need a moment. */
  readonly returnMs: number;
}

export const DEFAULT_PATH_LIMITS: PathLimits = { holdMs: 1_500, windowMs: 15_000, returnMs: 5_000 };

/** What a subject is, with its path taken into account. */
export interface Standing {
  readonly subject: SubjectId;
  readonly state: State;
  /** When the state began, epoch milliseconds. */
  readonly sinceMs: number;
  /** Of `unreachable`: the failed subject that explains it, furthest up the path. */
  readonly upstream: SubjectId | undefined;
}

export interface PathOptions {
  /** What each subject is reached through. Those that are missing here stand for themselves. */
  readonly upstream: ReadonlyMap<SubjectId, SubjectId>;
  /** Where those who look stand: what is reached through them needs no word of them. */
  readonly vantage: ReadonlySet<SubjectId>;
  readonly limits: PathLimits;
  readonly standings: Iterable<Standing>;
  own(subject: SubjectId): SubjectRecord | undefined;
}

/** A failure that is not said yet. */
interface Held {
  readonly untilMs: number;
  readonly sinceMs: number;
  readonly proof: string | undefined;
}

/** What the path makes of a subject's own state; `hold`: not to be said yet. */
type Reading = Pick<Standing, 'state' | 'sinceMs' | 'upstream'> | 'hold';

export class PathStates {
  readonly #options: PathOptions;
  readonly #standings = new Map<SubjectId, Standing>();
  readonly #behind = new Map<SubjectId, SubjectId[]>();
  readonly #held = new Map<SubjectId, Held>();

  constructor(options: PathOptions) {
    this.#options = options;
    for (const standing of options.standings) this.#standings.set(standing.subject, standing);
    for (const [subject, upstream] of options.upstream) {
      const siblings = this.#behind.get(upstream);
      if (siblings) siblings.push(subject);
      else this.#behind.set(upstream, [subject]);
    }
  }

  get(subject: SubjectId): Standing | undefined {
    return this.#standings.get(subject);
  }

  standings(): IterableIterator<Standing> {
    return this.#standings.values();
  }

  /** Something has been seen that is not said yet. */
  get holding(): boolean {
    return this.#held.size > 0;
  }

  /**
   * A subject's own state changed.
   * @returns what that amounts to, for it and for what is behind it.
   */
  follow(own: Transition): Transition[] {
    const transitions: Transition[] = [];
    const standing = this.#sayHeld(own, transitions);
    if (!standing) return transitions;
    if (own.to === 'down') {
      this.#settle(own.subject, own.proof, own.decidedMs, transitions);
    } else {
      const reading = { state: own.to, sinceMs: own.atMs, upstream: undefined };
      this.#change(standing, reading, own.proof, own.decidedMs, transitions);
      this.#settleBehind(own.subject, own.decidedMs, transitions);
    }
    return own.stale ? transitions.map((transition) => ({ ...transition, stale: true })) : transitions;
  }

  /** New evidence of a subject whose own state stays as it was: it may settle what was waiting for it. */
  look(subject: SubjectId, nowMs: number): Transition[] {
    const transitions: Transition[] = [];
    const own = this.#options.own(subject);
    if (own?.state !== 'down') {
      if (this.holding) this.#settleBehind(subject, nowMs, transitions);
    } else if (this.#standings.get(subject)?.state !== 'down') {
      this.#settle(subject, own.proof, nowMs, transitions);
    }
    return transitions;
  }

  /** What has waited long enough for word of its upstream is said without. */
  tick(nowMs: number): Transition[] {
    const transitions: Transition[] = [];
    for (const [subject, { untilMs }] of this.#held) {
      if (nowMs >= untilMs) this.#settle(subject, this.#options.own(subject)?.proof, nowMs, transitions);
    }
    return transitions;
  }

  /** An outage that ended while it was held was one all the same. */
  #sayHeld(own: Transition, transitions: Transition[]): Standing | undefined {
    const held = this.#held.get(own.subject);
    const standing = this.#standings.get(own.subject);
    if (own.from !== 'down' || !held || !standing) return standing;
    this.#held.delete(own.subject);
    const down = { state: 'down', sinceMs: held.sinceMs, upstream: undefined } as const;
    this.#change(standing, down, held.proof, own.decidedMs, transitions);
    return this.#standings.get(own.subject);
  }

  #settle(subject: SubjectId, proof: string | undefined, nowMs: number, transitions: Transition[]): void {
    const standing = this.#standings.get(subject);
    const own = this.#options.own(subject);
    if (!standing || !own) return;
    const reading = this.#read(standing, own, nowMs);
    if (reading === 'hold') return;
    this.#held.delete(subject);
    if (reading.state === standing.state && reading.upstream === standing.upstream) return;
    this.#change(standing, reading, proof, nowMs, transitions);
    this.#settleBehind(subject, nowMs, transitions);
  }

  #settleBehind(subject: SubjectId, nowMs: number, transitions: Transition[]): void {
    for (const behind of this.#behind.get(subject) ?? []) {
      const own = this.#options.own(behind);
      if (own?.state === 'down') this.#settle(behind, own.proof, nowMs, transitions);
    }
  }

  #read(standing: Standing, own: SubjectRecord, nowMs: number): Reading {
    const { state, sinceMs } = own;
    const itself = { state, sinceMs, upstream: undefined };
    const { windowMs, returnMs } = this.#options.limits;
    const upstream = this.#options.upstream.get(own.subject);
    const above = upstream === undefined ? undefined : this.#standings.get(upstream);
    if (state !== 'down' || !above) return itself;
    if (isOutage(above.state)) {
      const itsOwn = standing.state !== 'unreachable' && sinceMs < above.sinceMs - windowMs;
      if (itsOwn) return itself;
      return { state: 'unreachable', sinceMs, upstream: above.upstream ?? above.subject };
    }
    if (standing.state === 'unreachable') {
      // The upstream is back. Whether this one is too, only a round that began after it can tell.
      const heard = own.evidenceMs >= above.sinceMs + returnMs;
      return heard ? { ...itself, sinceMs: above.sinceMs } : standing;
    }
    return this.#inDoubt(above.subject, own, nowMs) ? 'hold' : itself;
  }

  /** Whether nothing has been heard of the upstream since the failure began, and waiting may still help. */
  #inDoubt(upstream: SubjectId, own: SubjectRecord, nowMs: number): boolean {
    const { subject, sinceMs, proof } = own;
    const answeredMs = this.#options.own(upstream)?.answeredMs ?? 0;
    if (this.#options.vantage.has(upstream) || answeredMs >= sinceMs) return false;
    const held = this.#held.get(subject) ?? { untilMs: nowMs + this.#options.limits.holdMs, sinceMs, proof };
    this.#held.set(subject, held);
    return nowMs < held.untilMs;
  }

  #change(
    standing: Standing,
    reading: Exclude<Reading, 'hold'>,
    proof: string | undefined,
    nowMs: number,
    transitions: Transition[],
  ): void {
    const { subject, state: from } = standing;
    const { state: to, upstream } = reading;
    // Never before the present state's own beginning: intervals do not overlap.
    const atMs = Math.max(reading.sinceMs, standing.sinceMs);
    if (to === from && upstream === standing.upstream) return;
    this.#standings.set(subject, { subject, state: to, sinceMs: atMs, upstream });
    transitions.push({ subject, from, to, atMs, decidedMs: nowMs, proof, upstream });
  }
}
