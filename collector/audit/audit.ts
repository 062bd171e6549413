/** What people had the program do that is to be answered for: written with it or before it, never changed. */
import { sql } from 'kysely';
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
 * A text as the database gives it back: it ends at a NUL, and has no halves of UTF-16 pairs. Hashed otherwise, what
 * somebody typed for a name at the door would break the chain for good.
 */
function asKept(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\ufffd');
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
    const { at_ms, author, address, action, object, detail } = entry;
    const record = {
      ...{ id: (head?.id ?? 0) + 1, at_ms, author: asKept(author), address: asKept(address) },
      ...{ action: asKept(action), object: asKept(object), detail: asKept(detail) },
    };
    await transaction
      .insertInto('audit')
      .values({ ...record, previous, hash: recordHash(previous, record) })
      .execute();
  });
}

export interface AuditSearch {
  /** Of the list of acts. */
  readonly action?: string | undefined;
  /** In who, on what or the words that belong to it. */
  readonly text?: string | undefined;
  /** Half-open, epoch milliseconds. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** The latest first. @param beforeId only those before this one; for reading on. */
export async function readAudit(
  ledger: LedgerReader,
  limit: number,
  beforeId = Number.MAX_SAFE_INTEGER,
  { action, text, fromMs, toMs }: AuditSearch = {},
): Promise<AuditRecord[]> {
  let found = ledger.selectFrom('audit').selectAll().where('id', '<', beforeId);
  if (action !== undefined) found = found.where('action', '=', action);
  if (fromMs !== undefined) found = found.where('at_ms', '>=', fromMs);
  if (toMs !== undefined) found = found.where('at_ms', '<', toMs);
  if (text !== undefined) {
    // No `like`: what was typed has no wildcards.
    const has = (column: 'author' | 'address' | 'object' | 'detail') =>
      sql<boolean>`instr(lower(${sql.ref(column)}), lower(${text})) > 0`;
    found = found.where(({ or }) => or([has('author'), has('address'), has('object'), has('detail')]));
  }
  return found.orderBy('id', 'desc').limit(limit).execute();
}
