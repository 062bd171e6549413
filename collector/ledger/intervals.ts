/** State intervals: written by transitions, read by reports and by the engine when it starts. */
import type { StateInterval } from '../../model/availability.ts';
import type { State, SubjectId, Transition } from '../../model/state.ts';
import type { LedgerReader, LedgerTransaction } from './ledger.ts';

export interface OpenInterval {
  readonly subject: SubjectId;
  readonly state: State;
  readonly sinceMs: number;
}

/**
 * Closes the open interval where the transition happened and opens the next. A transition at or before the
 * beginning of the open interval replaces it, so that no interval is empty and none overlaps.
 */
export async function recordTransition(ledger: LedgerTransaction, transition: Transition): Promise<void> {
  const { subject, to, decidedMs } = transition;
  const proof = transition.proof ?? null;
  const open = await ledger
    .selectFrom('interval')
    .select(['id', 'from_ms'])
    .where('subject', '=', subject)
    .where('to_ms', 'is', null)
    .executeTakeFirst();
  if (open && transition.atMs <= open.from_ms) {
    const before = await ledger
      .selectFrom('interval')
      .select(['id', 'state'])
      .where('subject', '=', subject)
      .where('to_ms', '=', open.from_ms)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    if (before?.state !== to) {
      await ledger
        .updateTable('interval')
        .set({ state: to, proof, decided_ms: decidedMs })
        .where('id', '=', open.id)
        .execute();
      return;
    }
    // The same state before and after what turned out to be nothing: one interval, as if it had not been.
    await ledger.deleteFrom('interval').where('id', '=', open.id).execute();
    await ledger.updateTable('interval').set({ to_ms: null }).where('id', '=', before.id).execute();
    return;
  }
  if (open)
    await ledger.updateTable('interval').set({ to_ms: transition.atMs }).where('id', '=', open.id).execute();
  await ledger
    .insertInto('interval')
    .values({ subject, state: to, from_ms: transition.atMs, to_ms: null, proof, decided_ms: decidedMs })
    .execute();
}

/** The present state of every subject. */
export async function openIntervals(ledger: LedgerReader): Promise<OpenInterval[]> {
  const rows = await ledger
    .selectFrom('interval')
    .select(['subject', 'state', 'from_ms'])
    .where('to_ms', 'is', null)
    .execute();
  return rows.map((row) => ({ subject: row.subject, state: row.state, sinceMs: row.from_ms }));
}

/** A subject's intervals that touch the range, in order of time. */
export async function intervalsBetween(
  ledger: LedgerReader,
  subject: SubjectId,
  fromMs: number,
  toMs: number,
): Promise<StateInterval[]> {
  const rows = await ledger
    .selectFrom('interval')
    .select(['state', 'from_ms', 'to_ms'])
    .where('subject', '=', subject)
    .where('from_ms', '<', toMs)
    .where((where) => where.or([where('to_ms', 'is', null), where('to_ms', '>', fromMs)]))
    .orderBy('from_ms')
    .execute();
  return rows.map((row) => ({ state: row.state, fromMs: row.from_ms, toMs: row.to_ms ?? undefined }));
}
