/**
 * From evidence to a subject's own state, whatever may be upstream of it: `up`, `degraded`, `down` or `unknown`.
 * Pure: what was, what was measured and the limits in; what is now and whether that is a change out.
 */
import type { Evidence, Outcome, OwnState, State, SubjectId, Transition } from '../../model/state.ts';

export interface StateLimits {
  /** Rounds in a row without any answer that prove `down` even without a confirmation burst. */
  readonly failedRounds: number;
  /** Poor rounds in a row that make `degraded`. */
  readonly poorRounds: number;
  /** Fine rounds in a row that clear `degraded`. */
  readonly fineRounds: number;
  /** Without evidence for this long nobody is looking: `unknown`. */
  readonly silenceMs: number;
}

export interface SubjectRecord {
  readonly subject: SubjectId;
  readonly state: OwnState;
  /** When the state began, epoch milliseconds. */
  readonly sinceMs: number;
  /** Time of the newest evidence. */
  readonly evidenceMs: number;
  /** What that was; `undefined`: from before the start. */
  readonly newest: Outcome | undefined;
  /** Until when it is known to have answered; 0: never. */
  readonly answeredMs: number;
  /** When evidence last arrived: a backlog that is being delivered is not silence. */
  readonly arrivedMs: number;
  /** The measurement that decided the state; `undefined` where silence did, or nobody remembers. */
  readonly proof: string | undefined;
  /** Rounds in a row of the kind in question, and when the first of them began. */
  readonly failed: Streak;
  readonly poor: Streak;
  readonly fine: Streak;
}

interface Streak {
  readonly rounds: number;
  readonly fromMs: number;
}

export interface Decision {
  readonly record: SubjectRecord;
  /** In order of time; usually none. */
  readonly transitions: readonly Transition[];
}

const NO_STREAK: Streak = { rounds: 0, fromMs: 0 };

/** A subject that nobody has looked at yet. */
export function newRecord(subject: SubjectId, nowMs: number): SubjectRecord {
  return { ...resumedRecord(subject, 'unknown', nowMs, 0, nowMs), evidenceMs: 0 };
}

/**
 * A subject as the ledger has it: counting begins anew, the state stands.
 * @param evidenceMs time of the newest evidence that the ledger has followed.
 */
export function resumedRecord(
  subject: SubjectId,
  state: State,
  sinceMs: number,
  evidenceMs: number,
  nowMs: number,
): SubjectRecord {
  return {
    subject,
    state: state === 'unreachable' ? 'down' : state,
    sinceMs,
    evidenceMs: state === 'unknown' ? sinceMs : Math.max(sinceMs, evidenceMs),
    newest: undefined,
    answeredMs: 0,
    arrivedMs: nowMs,
    proof: undefined,
    failed: NO_STREAK,
    poor: NO_STREAK,
    fine: NO_STREAK,
  };
}

function longer(streak: Streak, timeMs: number): Streak {
  return streak.rounds === 0
    ? { rounds: 1, fromMs: timeMs }
    : { rounds: streak.rounds + 1, fromMs: streak.fromMs };
}

function count(record: SubjectRecord, evidence: Evidence): SubjectRecord {
  const { outcome, timeMs } = evidence;
  const failed = outcome === 'failed' || outcome === 'refuted';
  return {
    ...record,
    newest: outcome,
    answeredMs: Math.max(record.answeredMs, evidence.answeredMs ?? 0),
    failed: failed ? longer(record.failed, timeMs) : NO_STREAK,
    poor: outcome === 'poor' ? longer(record.poor, timeMs) : NO_STREAK,
    // Asked for in `degraded` only.
    fine: outcome === 'fine' && record.state === 'degraded' ? longer(record.fine, timeMs) : NO_STREAK,
  };
}

interface Verdict {
  readonly state: OwnState;
  /** When it became so. */
  readonly atMs: number;
}

/** What the evidence so far amounts to; `undefined`: as before. */
function judge(record: SubjectRecord, evidence: Evidence, limits: StateLimits): Verdict | undefined {
  const { state, failed, poor, fine } = record;
  if (evidence.outcome === 'refuted' || failed.rounds >= limits.failedRounds) {
    // Proof of a burst holds from the packet that set it off; earlier failed rounds in a row belong to it.
    return state === 'down' ? undefined : { state: 'down', atMs: failed.fromMs };
  }
  if (failed.rounds > 0) return undefined;
  if (state === 'down' || state === 'unknown') {
    return { state: 'up', atMs: evidence.timeMs };
  }
  if (state === 'up' && poor.rounds >= limits.poorRounds) return { state: 'degraded', atMs: poor.fromMs };
  if (state === 'degraded' && fine.rounds >= limits.fineRounds) return { state: 'up', atMs: fine.fromMs };
  return undefined;
}

/** Whether the evidence is what is known already: older than it, or the same again, which is no other round. */
function isKnown({ evidenceMs, newest }: SubjectRecord, { timeMs, outcome }: Evidence): boolean {
  return timeMs < evidenceMs || (timeMs === evidenceMs && outcome === newest);
}

/** Applies one measurement. What is known already decides nothing. */
export function applyEvidence(
  record: SubjectRecord,
  evidence: Evidence,
  limits: StateLimits,
  nowMs: number,
): Decision {
  if (isKnown(record, evidence)) {
    return { record: { ...record, arrivedMs: nowMs }, transitions: [] };
  }
  const transitions: Transition[] = [];
  const stale = nowMs - evidence.timeMs > limits.silenceMs;
  const gapMs = evidence.timeMs - record.evidenceMs;
  // Rounds on the two sides of a silence are not in a row: what lay between them stays unknown.
  let current = gapMs > limits.silenceMs ? { ...record, failed: NO_STREAK } : record;
  if (gapMs > limits.silenceMs && record.state !== 'unknown') {
    current = change(current, { state: 'unknown', atMs: record.evidenceMs }, undefined, nowMs, transitions);
  }
  current = count({ ...current, evidenceMs: evidence.timeMs, arrivedMs: nowMs }, evidence);
  const verdict = judge(current, evidence, limits);
  if (verdict) {
    // What looked like silence was only late: the measurements join on to each other.
    const joined = current.state === 'unknown' && gapMs <= limits.silenceMs;
    const atMs = joined ? Math.min(verdict.atMs, record.evidenceMs) : verdict.atMs;
    current = change(current, { ...verdict, atMs }, evidence.proof(), nowMs, transitions);
  }
  return {
    record: current,
    transitions: stale ? transitions.map((transition) => ({ ...transition, stale })) : transitions,
  };
}

/** Applies the passing of time: without evidence arriving, nobody is looking. */
export function applyTime(record: SubjectRecord, limits: StateLimits, nowMs: number): Decision {
  if (record.state === 'unknown' || nowMs - record.arrivedMs <= limits.silenceMs)
    return { record, transitions: [] };
  const transitions: Transition[] = [];
  const verdict: Verdict = { state: 'unknown', atMs: record.evidenceMs };
  return { record: change(record, verdict, undefined, nowMs, transitions), transitions };
}

function change(
  record: SubjectRecord,
  verdict: Verdict,
  proof: string | undefined,
  nowMs: number,
  transitions: Transition[],
): SubjectRecord {
  // Never before the present state's own beginning: intervals do not overlap.
  const atMs = Math.max(verdict.atMs, record.sinceMs);
  const { subject, state: from } = record;
  transitions.push({ subject, from, to: verdict.state, atMs, decidedMs: nowMs, proof });
  return { ...record, state: verdict.state, sinceMs: atMs, proof, poor: NO_STREAK, fine: NO_STREAK };
}
