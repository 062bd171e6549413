/** The chain of the audit: each record carries the hash of the one before it, so that none can be changed alone. Pure. */
import { createHash } from 'node:crypto';
import type { AuditRecord } from '../ledger/schema.ts';

/** What the first record follows. */
export const NO_RECORD = '0'.repeat(64);

/** Names the encoding below inside of what is hashed; another encoding gets another name. */
const ENCODING = 'canhmang-audit-1';

/** What a hash is taken of. */
export type ChainedFields = Omit<AuditRecord, 'previous' | 'hash'>;

/**
 * SHA-256, as hex, of `[encoding, previous, id, at_ms, author, address, action, object, detail]` as JSON without white
 * space, UTF-8: strings and whole numbers only have one form there (RFC 8785). The order never changes: hashes that are
 * written stay what they are.
 */
export function recordHash(previous: string, record: ChainedFields): string {
  const { id, at_ms, author, address, action, object, detail } = record;
  const canonical = JSON.stringify([ENCODING, previous, id, at_ms, author, address, action, object, detail]);
  return createHash('sha256').update(canonical).digest('hex');
}
