/**
 * State intervals: written by transitions and corrections, read by reports and by the engine when it starts.
 * What was once in the ledger stays readable as of then: rows are superseded, never overwritten.
 */
import type { StateInterval } from '../../model/availability.ts';
import type { Cause } from '../../model/incident.ts';
import type { State, SubjectId, Transition } from '../../model/state.ts';
import type { LedgerReader, LedgerTransaction } from './ledger.ts';
import type { IntervalReason, IntervalRecord } from './schema.ts';

export interface OpenInterval {
  readonly subject: SubjectId;
  readonly state: State;
  readonly sinceMs: number;
  readonly upstream: SubjectId | undefined;
}

/** An interval with what is known of it. */
export interface LedgerInterval extends StateInterval {
  readonly proof: string | undefined;
  readonly upstream: SubjectId | undefined;
  readonly cause: Cause | undefined;
  readonly incident: number | undefined;
  readonly reason: IntervalReason;
}

/**
 * Closes the open interval where the transition happened and opens the next. A transition at or before the
 * beginning of the open interval replaces it, so that no interval is empty and none overlaps.
 */
export async function recordTransition(ledger: LedgerTransaction, transition: Transition): Promise<void> {
  const { subject, to, atMs, decidedMs } = transition;
  const next = {
    subject,
    state: to,
    to_ms: null,
    proof: transition.proof ?? null,
    decided_ms: decidedMs,
    upstream: transition.upstream ?? null,
  };
  const open = await ledger
    .selectFrom('interval')
    .select(['id', 'from_ms'])
    .where('subject', '=', subject)
    .where('to_ms', 'is', null)
    .where('superseded_ms', 'is', null)
    .executeTakeFirst();
  if (!open) return insert(ledger, { ...next, from_ms: atMs });
  if (atMs > open.from_ms) {
    await ledger
      .updateTable('interval')
      .set({ to_ms: atMs, closed_ms: decidedMs })
      .where('id', '=', open.id)
      .execute();
    return insert(ledger, { ...next, from_ms: atMs });
  }
  await supersede(ledger, [open.id], decidedMs);
  const before = await ledger
    .selectFrom('interval')
    .selectAll()
    .where('subject', '=', subject)
    .where('to_ms', '=', open.from_ms)
    .where('superseded_ms', 'is', null)
    .executeTakeFirst();
  if (before?.state !== to || before.upstream !== next.upstream) {
    return insert(ledger, { ...next, from_ms: open.from_ms });
  }
  // The same state before and after what turned out to be nothing: one interval, as if it had not been.
  await supersede(ledger, [before.id], decidedMs);
  const { id: _, closed_ms: __, ...joined } = before;
  return insert(ledger, { ...joined, to_ms: null, decided_ms: decidedMs });
}

type NewInterval = Omit<
  IntervalRecord,
  'id' | 'closed_ms' | 'superseded_ms' | 'cause' | 'incident' | 'reason' | 'author'
> &
  Partial<IntervalRecord>;

async function insert(ledger: LedgerTransaction, row: NewInterval): Promise<void> {
  await ledger.insertInto('interval').values(row).execute();
}

async function supersede(
  ledger: LedgerTransaction,
  ids: readonly number[],
  decidedMs: number,
): Promise<void> {
  await ledger.updateTable('interval').set({ superseded_ms: decidedMs }).where('id', 'in', ids).execute();
}

/** What takes the place of what the ledger had. */
export interface Correction {
  readonly subject: SubjectId;
  readonly fromMs: number;
  readonly toMs: number;
  readonly decidedMs: number;
  readonly reason: Exclude<IntervalReason, 'live'>;
  /** Who corrects; `undefined`: the engine. */
  readonly author?: string | undefined;
  /** Which intervals are corrected; the others in the range stay. */
  readonly only: (interval: LedgerInterval) => boolean;
  /** What changes; the rest is as it was. */
  readonly change: {
    readonly state?: State;
    readonly proof?: string | undefined;
    readonly upstream?: SubjectId | undefined;
    readonly cause?: Cause;
    readonly incident?: number;
  };
}

/**
 * Paints over a stretch of the past. Pieces of intervals outside the stretch keep what they were; the open interval
 * is corrected up to the end of the stretch and goes on behind it.
 * @returns the pieces that were painted, in order of time.
 */
export async function correctIntervals(
  ledger: LedgerTransaction,
  correction: Correction,
): Promise<StateInterval[]> {
  const { subject, fromMs, toMs, only } = correction;
  const painted: StateInterval[] = [];
  for (const row of await rowsBetween(ledger, subject, fromMs, toMs)) {
    if (only(intervalOf(row))) painted.push(await repaint(ledger, row, correction));
  }
  return painted;
}

/** One row makes place for up to three: what was before the stretch, the stretch, and what was behind it. */
async function repaint(
  ledger: LedgerTransaction,
  row: IntervalRecord,
  { fromMs, toMs, decidedMs, reason, author, change }: Correction,
): Promise<StateInterval> {
  const { id, closed_ms: _, ...kept } = row;
  const from_ms = Math.max(row.from_ms, fromMs);
  const to_ms = Math.min(row.to_ms ?? toMs, toMs);
  const closed_ms = decidedMs;
  const decided_ms = decidedMs;
  const state = change.state ?? row.state;
  await supersede(ledger, [id], decidedMs);
  if (row.from_ms < from_ms) await insert(ledger, { ...kept, to_ms: from_ms, decided_ms, closed_ms });
  await insert(ledger, {
    ...kept,
    // Of another state the measurements were others too.
    ...(change.state === undefined ? {} : { proof: change.proof ?? null, upstream: change.upstream ?? null }),
    state,
    from_ms,
    to_ms,
    decided_ms,
    closed_ms,
    cause: change.cause ?? row.cause,
    incident: change.incident ?? row.incident,
    reason,
    author: author ?? null,
  });
  if (row.to_ms === null) await insert(ledger, { ...kept, from_ms: to_ms, decided_ms, closed_ms: null });
  else if (row.to_ms > to_ms) await insert(ledger, { ...kept, from_ms: to_ms, decided_ms, closed_ms });
  return { state, fromMs: from_ms, toMs: to_ms };
}

/** Says which incident the present interval belongs to. Only in the transaction that wrote the interval. */
export async function linkOpenInterval(
  ledger: LedgerTransaction,
  subject: SubjectId,
  incident: number,
): Promise<void> {
  await ledger
    .updateTable('interval')
    .set({ incident })
    .where('subject', '=', subject)
    .where('to_ms', 'is', null)
    .where('superseded_ms', 'is', null)
    .execute();
}

/** When a subject's own outages began that began at or after a moment. */
export async function outagesSince(
  ledger: LedgerReader,
  subject: SubjectId,
  sinceMs: number,
): Promise<number[]> {
  const rows = await ledger
    .selectFrom('interval')
    .select('from_ms')
    .where('subject', '=', subject)
    .where('state', '=', 'down')
    .where('from_ms', '>=', sinceMs)
    .where('superseded_ms', 'is', null)
    .execute();
  return rows.map((row) => row.from_ms);
}

/** The present state of every subject. */
export async function openIntervals(ledger: LedgerReader): Promise<OpenInterval[]> {
  const rows = await ledger
    .selectFrom('interval')
    .select(['subject', 'state', 'from_ms', 'upstream'])
    .where('to_ms', 'is', null)
    .where('superseded_ms', 'is', null)
    .execute();
  return rows.map(({ subject, state, from_ms, upstream }) => ({
    subject,
    state,
    sinceMs: from_ms,
    upstream: upstream ?? undefined,
  }));
}

/** The present state of one subject; `undefined`: the ledger has none of it. */
export async function openIntervalOf(
  ledger: LedgerReader,
  subject: SubjectId,
): Promise<{ state: State; from_ms: number; incident: number | null } | undefined> {
  return ledger
    .selectFrom('interval')
    .select(['state', 'from_ms', 'incident'])
    .where('subject', '=', subject)
    .where('to_ms', 'is', null)
    .where('superseded_ms', 'is', null)
    .executeTakeFirst();
}

async function rowsBetween(
  ledger: LedgerReader,
  subject: SubjectId,
  fromMs: number,
  toMs: number,
): Promise<IntervalRecord[]> {
  return ledger
    .selectFrom('interval')
    .selectAll()
    .where('subject', '=', subject)
    .where('from_ms', '<', toMs)
    .where((where) => where.or([where('to_ms', 'is', null), where('to_ms', '>', fromMs)]))
    .where('superseded_ms', 'is', null)
    .orderBy('from_ms')
    .execute();
}

function intervalOf(row: IntervalRecord): LedgerInterval {
  return {
    state: row.state,
    fromMs: row.from_ms,
    toMs: row.to_ms ?? undefined,
    proof: row.proof ?? undefined,
    upstream: row.upstream ?? undefined,
    cause: row.cause ?? undefined,
    incident: row.incident ?? undefined,
    reason: row.reason,
  };
}

/** A closed stretch of `unknown`. */
export interface UnknownGap {
  readonly subject: SubjectId;
  readonly fromMs: number;
  readonly toMs: number;
  /** The state before it. */
  readonly before: State;
}

/** As many subjects as one query asks for. */
const CHUNK_SUBJECTS = 200;

/** Closed stretches of `unknown` of these subjects that touch the range; whatever history lies before it costs nothing. */
export async function unknownGaps(
  ledger: LedgerReader,
  subjects: readonly SubjectId[],
  fromMs: number,
  toMs: number,
): Promise<UnknownGap[]> {
  const gaps: UnknownGap[] = [];
  for (let at = 0; at < subjects.length; at += CHUNK_SUBJECTS) {
    const rows = await ledger
      .selectFrom('interval')
      .select(['subject', 'from_ms', 'to_ms'])
      .where('subject', 'in', subjects.slice(at, at + CHUNK_SUBJECTS))
      .where('to_ms', '>', fromMs)
      .where('from_ms', '<', toMs)
      .where('state', '=', 'unknown')
      .where('superseded_ms', 'is', null)
      .orderBy('subject')
      .orderBy('from_ms')
      .execute();
    for (const { subject, from_ms, to_ms } of rows) {
      if (to_ms === null) continue;
      const before = (await stateUntil(ledger, subject, from_ms)) ?? 'unknown';
      gaps.push({ subject, fromMs: from_ms, toMs: to_ms, before });
    }
  }
  return gaps;
}

async function stateUntil(
  ledger: LedgerReader,
  subject: SubjectId,
  toMs: number,
): Promise<State | undefined> {
  const row = await ledger
    .selectFrom('interval')
    .select('state')
    .where('subject', '=', subject)
    .where('to_ms', '=', toMs)
    .where('superseded_ms', 'is', null)
    .executeTakeFirst();
  return row?.state;
}

/** A subject's intervals that touch the range, in order of time, as they are known now. */
export async function intervalsBetween(
  ledger: LedgerReader,
  subject: SubjectId,
  fromMs: number,
  toMs: number,
): Promise<LedgerInterval[]> {
  return (await rowsBetween(ledger, subject, fromMs, toMs)).map(intervalOf);
}

/**
 * A subject's intervals that touch the range, in order of time, as the ledger had them at a moment.
 * @param asOfMs epoch milliseconds; what was decided later is left out, and what ended later is open.
 */
export async function intervalsAsOf(
  ledger: LedgerReader,
  subject: SubjectId,
  fromMs: number,
  toMs: number,
  asOfMs: number,
): Promise<LedgerInterval[]> {
  const rows = await ledger
    .selectFrom('interval')
    .selectAll()
    .where('subject', '=', subject)
    .where('from_ms', '<', toMs)
    .where('decided_ms', '<=', asOfMs)
    .where((where) => where.or([where('superseded_ms', 'is', null), where('superseded_ms', '>', asOfMs)]))
    .orderBy('from_ms')
    .execute();
  return rows
    .map((row) => {
      const isOpen = row.closed_ms === null || row.closed_ms > asOfMs;
      return intervalOf(isOpen ? { ...row, to_ms: null } : row);
    })
    .filter((interval) => interval.toMs === undefined || interval.toMs > fromMs);
}
