/** Whether the audit is as it was written. */
import { setImmediate } from 'node:timers/promises';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { AuditRecord } from '../ledger/schema.ts';
import type { AuditHead } from './audit.ts';
import { NO_RECORD, recordHash } from './chain.ts';

/**
 * - `changed`: the record is not what its hash was taken of.
 * - `unlinked`: it does not follow the record before it: one was taken out, put in or changed together with its hash.
 * - `cut`: the record that was noted before is not there any more: the end was cut off, or all was written anew.
 */
export type AuditBreak = 'changed' | 'unlinked' | 'cut';

export interface AuditVerdict {
  /** Records that were looked at: all, or up to the broken one. */
  readonly records: number;
  /** The newest; `null` without records, or when the chain is broken. */
  readonly head: AuditHead | null;
  /** The first that is not right. */
  readonly broken: { readonly id: number; readonly reason: AuditBreak } | null;
}

/** Milliseconds of hashing; the collector has other work in between. */
const PAGE = 500;

function problemOf(record: AuditRecord, previous: string): AuditBreak | undefined {
  if (record.previous !== previous) return 'unlinked';
  return recordHash(previous, record) === record.hash ? undefined : 'changed';
}

/** One after the other, from the first. */
async function* recordsOf(ledger: LedgerReader): AsyncGenerator<AuditRecord, void, undefined> {
  let after = 0;
  for (;;) {
    const page = await ledger
      .selectFrom('audit')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    yield* page;
    after = page.at(-1)?.id ?? after;
    if (page.length < PAGE) return;
    await setImmediate();
  }
}

/** @param noted a head from before, as the log or `canhmang audit verify` said it. */
export async function verifyAudit(ledger: LedgerReader, noted?: AuditHead): Promise<AuditVerdict> {
  let last: AuditHead = { id: 0, hash: NO_RECORD };
  let records = 0;
  const broken = (id: number, reason: AuditBreak) => ({ records, head: null, broken: { id, reason } });
  for await (const record of recordsOf(ledger)) {
    records++;
    const problem = problemOf(record, last.hash);
    if (problem) return broken(record.id, problem);
    // Also where all was written anew without a record of that number.
    if (noted && last.id < noted.id && record.id >= noted.id && record.hash !== noted.hash)
      return broken(noted.id, 'cut');
    last = { id: record.id, hash: record.hash };
  }
  if (noted && noted.id > last.id) return broken(noted.id, 'cut');
  return { records, head: records > 0 ? last : null, broken: null };
}
