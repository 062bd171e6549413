/** How far the ledger has followed the ingest log, and which records of each agent's spool have been taken over. */
import type { Selectable } from 'kysely';
import type { LedgerReader } from './ledger.ts';
import type { BatchMarkTable } from './schema.ts';

export type BatchMarkRecord = Selectable<BatchMarkTable>;

/** How far the ledger has followed: kept in the same transaction as what it led to. */
export interface Progress {
  /** Number of the last batch of the ingest log whose evidence is in the ledger; 0: none. */
  readonly position: number;
  /** Time of the newest evidence among them, epoch milliseconds. */
  readonly evidenceMs: number;
}

export async function readProgress(ledger: LedgerReader): Promise<Progress> {
  const rows = await ledger.selectFrom('meta').selectAll().execute();
  const value = (key: string) => Number(rows.find((row) => row.key === key)?.value ?? 0);
  return { position: value('position'), evidenceMs: value('evidence_ms') };
}

export async function writeProgress(ledger: LedgerReader, progress: Progress): Promise<void> {
  const rows = { position: progress.position, evidence_ms: progress.evidenceMs };
  for (const [key, number] of Object.entries(rows)) {
    const value = String(number);
    await ledger
      .insertInto('meta')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }
}

export async function readMarks(ledger: LedgerReader): Promise<BatchMarkRecord[]> {
  return ledger.selectFrom('batch_mark').selectAll().execute();
}

export async function writeMark(ledger: LedgerReader, mark: BatchMarkRecord): Promise<void> {
  await ledger
    .insertInto('batch_mark')
    .values(mark)
    .onConflict((conflict) => conflict.columns(['agent', 'epoch']).doUpdateSet({ taken: mark.taken }))
    .execute();
}

export async function forgetMark(
  ledger: LedgerReader,
  { agent, epoch }: Pick<BatchMarkRecord, 'agent' | 'epoch'>,
): Promise<void> {
  await ledger.deleteFrom('batch_mark').where('agent', '=', agent).where('epoch', '=', epoch).execute();
}
