/**
 * What is still to be delivered. Rows are written in the transaction of the event they tell of; `OutboxDelivery`
 * delivers them.
 */
import { z } from 'zod';
import type { Medium } from '../../model/medium.ts';
import { MEDIA } from '../../model/medium.ts';
import type { Ledger, LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { NewOutboxRecord, OutboxRecord, OutboxStatus } from '../ledger/schema.ts';

export const alternativeSchema = z.object({
  medium: z.enum(MEDIA),
  recipient: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
});

/** A message as one medium has it. */
export type Alternative = z.output<typeof alternativeSchema>;

export interface OutboxEntry extends Alternative {
  readonly idempotency_key: string;
  readonly incident: number | null;
  readonly person: string;
  readonly thread: string;
  /** Used when `medium` fails. */
  readonly fallback?: readonly Alternative[];
  readonly fallback_of?: number;
  /** Files of this run of a scheduled report go with it. */
  readonly report_run?: number;
}

/**
 * Writes a message down; one with the same key is there already and stays as it is.
 * @param dueMs not before.
 */
export async function enqueue(
  ledger: LedgerTransaction,
  entry: OutboxEntry,
  nowMs: number,
  dueMs = nowMs,
): Promise<void> {
  const { fallback = [], fallback_of, html, report_run } = entry;
  const row: NewOutboxRecord = {
    ...entry,
    html: html ?? null,
    fallback: fallback.length === 0 ? null : JSON.stringify(fallback),
    fallback_of: fallback_of ?? null,
    report_run: report_run ?? null,
    status: 'pending',
    attempts: 0,
    created_ms: nowMs,
    due_ms: dueMs,
    delivered_ms: null,
    last_error: null,
  };
  await ledger
    .insertInto('outbox')
    .values(row)
    .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
    .execute();
}

/** How long old news waits for word that it is over. */
export const STALE_HOLD_MS = 60_000;

/**
 * Takes back messages about an incident that wait for word that it is over.
 * @returns whether there were any.
 */
export async function withdrawHeld(
  ledger: LedgerTransaction,
  incident: number,
  nowMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger
    .updateTable('outbox')
    .set({ status: 'withdrawn' })
    .where('incident', '=', incident)
    .where('status', '=', 'pending')
    .where('attempts', '=', 0)
    .where('due_ms', '>', nowMs)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Takes back what is still to be delivered about an incident: it is told of in another way. */
export async function withdraw(ledger: LedgerTransaction, incident: number): Promise<void> {
  await ledger
    .updateTable('outbox')
    .set({ status: 'withdrawn' })
    .where('incident', '=', incident)
    .where('status', '=', 'pending')
    .execute();
}

/** How many messages there are of each fate. */
export async function countOutbox(ledger: LedgerReader): Promise<Record<OutboxStatus, number>> {
  const rows = await ledger
    .selectFrom('outbox')
    .select(({ fn }) => ['status', fn.countAll<number>().as('rows')])
    .groupBy('status')
    .execute();
  const counts = { pending: 0, delivered: 0, dead: 0, withdrawn: 0 };
  for (const { status, rows: count } of rows) counts[status] = count;
  return counts;
}

/** What is waiting or has been given up, oldest first. */
export async function listUndelivered(ledger: LedgerReader, limit: number): Promise<OutboxRecord[]> {
  return ledger
    .selectFrom('outbox')
    .selectAll()
    .where('status', 'in', ['pending', 'dead'])
    .orderBy('id')
    .limit(limit)
    .execute();
}

/**
 * Has it tried again at once: all that is dead or waits after a failure.
 * @param ids only these of them.
 * @param addressOf where a person is reached now: a wrong address may be what was wrong. @returns how many.
 */
export async function retry(
  ledger: Ledger,
  ids: readonly number[] | undefined,
  nowMs: number,
  addressOf: (person: string, medium: Medium) => string | undefined,
): Promise<number> {
  return ledger.transaction().execute(async (transaction) => {
    let failed = transaction
      .selectFrom('outbox')
      .select(['id', 'person', 'medium', 'recipient'])
      .where((where) =>
        where.or([
          where('status', '=', 'dead'),
          where.and([where('status', '=', 'pending'), where('attempts', '>', 0)]),
        ]),
      );
    if (ids) failed = failed.where('id', 'in', [...ids]);
    const rows = await failed.execute();
    for (const { id, person, medium, recipient } of rows)
      await transaction
        .updateTable('outbox')
        .set({
          status: 'pending',
          attempts: 0,
          due_ms: nowMs,
          recipient: addressOf(person, medium) ?? recipient,
        })
        .where('id', '=', id)
        .execute();
    return rows.length;
  });
}

/** Dead messages that nobody needs any more. @returns how many of them were dead. */
export async function discard(ledger: LedgerReader, ids: readonly number[]): Promise<number> {
  const { numUpdatedRows } = await ledger
    .updateTable('outbox')
    .set({ status: 'withdrawn' })
    .where('status', '=', 'dead')
    .where('id', 'in', [...ids])
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Removes what was settled before a moment; what is pending stays. @returns how many. */
export async function forgetOld(ledger: LedgerReader, beforeMs: number): Promise<number> {
  const { numDeletedRows } = await ledger
    .deleteFrom('outbox')
    .where('status', '!=', 'pending')
    .where('due_ms', '<', beforeMs)
    .where('created_ms', '<', beforeMs)
    .executeTakeFirst();
  await ledger.deleteFrom('notice').where('told_ms', '<', beforeMs).execute();
  return Number(numDeletedRows);
}
