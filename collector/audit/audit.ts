/** What people had the program do that is to be answered for: written before it is done, never changed. */
import type { LedgerReader } from '../ledger/ledger.ts';
import type { AuditRecord } from '../ledger/schema.ts';

export type AuditEntry = Omit<AuditRecord, 'id'>;

/** @throws when it cannot be written: then nothing is to be done. */
export async function writeAudit(ledger: LedgerReader, entry: AuditEntry): Promise<void> {
  await ledger.insertInto('audit').values(entry).execute();
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
