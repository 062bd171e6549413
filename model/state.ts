/** States of what is watched, and the evidence that they are decided from. */

export const STATES = ['up', 'degraded', 'down', 'unreachable', 'unknown'] as const;

/**
 * - `up`: reached, quality within limits.
 * - `degraded`: reached, quality outside limits.
 * - `down`: proven not to answer.
 * - `unreachable`: not reached because something upstream is down.
 * - `unknown`: nobody was looking. Never rounded into up or down.
 */
export type State = (typeof STATES)[number];

/** What a subject is by its own evidence, whatever may be upstream of it. */
export type OwnState = Exclude<State, 'unreachable'>;

/** Not to be reached, for whatever reason. */
export function isOutage(state: State): boolean {
  return state === 'down' || state === 'unreachable';
}

export type SubjectKind = 'site' | 'device' | 'line' | 'room';

/** What has a state: `site:mu-cang-chai`, `room:yb-1`. Text, because it is a key in maps and in the ledger. */
export type SubjectId = `${SubjectKind}:${string}`;

export function subjectId(kind: SubjectKind, id: string): SubjectId {
  return `${kind}:${id}`;
}

/** The two halves of a subject's name. */
export function splitSubject(subject: SubjectId): { kind: SubjectKind; id: string } {
  const colon = subject.indexOf(':');
  return { kind: subject.slice(0, colon) as SubjectKind, id: subject.slice(colon + 1) };
}

/**
 * What one measurement says of one subject.
 * - `fine`: it answered within limits.
 * - `poor`: it answered, quality outside limits.
 * - `failed`: a round without any answer; suspicion, not yet proof.
 * - `refuted`: a confirmation burst without any answer; proof.
 */
export type Outcome = 'fine' | 'poor' | 'failed' | 'refuted';

export interface Evidence {
  readonly subject: SubjectId;
  readonly outcome: Outcome;
  /** When it was measured, epoch milliseconds. */
  readonly timeMs: number;
  /** Until when it is known to have answered, epoch milliseconds; `undefined` where it did not, or not to the end. */
  readonly answeredMs: number | undefined;
  /** Id of the agent that measured. */
  readonly observer: string;
  /** The measurement in one line of line protocol, kept with what is decided from it. Written when asked for. */
  proof(): string;
}

/** One subject's state changed. `atMs` is when it happened, as far as the evidence tells; `decidedMs` when it was decided. */
export interface Transition {
  readonly subject: SubjectId;
  readonly from: State;
  readonly to: State;
  readonly atMs: number;
  readonly decidedMs: number;
  /** Line protocol of the measurement that decided, or `undefined` where silence did. */
  readonly proof: string | undefined;
  /** Of `unreachable`: the failed subject upstream that explains it. */
  readonly upstream?: SubjectId | undefined;
  /** What decided had been measured so long ago when it arrived that it may well be over. */
  readonly stale?: boolean;
}
