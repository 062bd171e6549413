/** What people had the program do that is to be answered for: written with it or before it, never changed. */
import type { LedgerReader } from '../ledger/ledger.ts';
import { inTransaction } from '../ledger/ledger.ts';
import type { AuditRecord } from '../ledger/schema.ts';
import { NO_RECORD, recordHash } from './chain.ts';

export type AuditEntry = Omit<AuditRecord, 'id' | 'previous' | 'hash'>;

/** The newest record: who noted it somewhere else can tell whether it is still there. */
export interface AuditHead {
  readonly id: number;
  readonly hash: string;
}

/** @returns `undefined` while there is no record. */
export async function auditHead(ledger: LedgerReader): Promise<AuditHead | undefined> {
  return ledger.selectFrom('audit').select(['id', 'hash']).orderBy('id', 'desc').limit(1).executeTakeFirst();
}

/**
 * Appends to the chain.
 * @param ledger the transaction of what is done, where it has one.
 * @throws when it cannot be written: then nothing is to be done.
 */
export async function writeAudit(ledger: LedgerReader, entry: AuditEntry): Promise<void> {
  await inTransaction(ledger, async (transaction) => {
    const head = await auditHead(transaction);
    const previous = head?.hash ?? NO_RECORD;
    const record = { id: (head?.id ?? 0) + 1, ...entry };
    await transaction
      .insertInto('audit')
      .values({ ...record, previous, hash: recordHash(previous, record) })
      .execute();
  });
}

/** The latest first. @param beforeId only those before this one; for reading on. */
export async function readAudit(
  ledger: LedgerReader,
  limit: number,
  beforeId = Number.MAX_SAFE_INTEGER,
): Promise<AuditRecord[]> {
  return ledger
    .selectFrom('audit')
    .selectAll()
    .where('id', '<', beforeId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
