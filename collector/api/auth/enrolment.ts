/** Letting agents in and out: one-time codes, what they are exchanged for, and taking it away again. */
import { createHash, randomInt } from 'node:crypto';
import { CODE_ALPHABET, CODE_LENGTH, readCode } from '../../../model/enrolment.ts';
import { writeAgent } from '../../ledger/agents.ts';
import type { LedgerReader, LedgerTransaction } from '../../ledger/ledger.ts';
import { inTransaction } from '../../ledger/ledger.ts';
import { endTokens, replaceToken } from './tokens.ts';

/** A technician drives to the site in the meantime. */
export const CODE_VALID_MS = 24 * 3_600_000;
/** Codes are remembered this long after they expired, to tell "expired" from "never was". */
const KEEP_CODES_MS = 30 * 24 * 3_600_000;

function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

export interface IssuedCode {
  readonly code: string;
  readonly expiresMs: number;
}

/** Makes a code for an agent; one that was made before for it and not used ends. */
export async function issueCode(
  ledger: LedgerReader,
  agent: string,
  nowMs: number,
  validMs: number = CODE_VALID_MS,
): Promise<IssuedCode> {
  const code = Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join(
    '',
  );
  const expiresMs = nowMs + validMs;
  await inTransaction(ledger, async (transaction) => {
    await endCodes(transaction, agent, nowMs);
    await transaction
      .deleteFrom('enrolment_code')
      .where('expires_ms', '<', nowMs - KEEP_CODES_MS)
      .execute();
    await transaction
      .insertInto('enrolment_code')
      .values({
        hash: hashCode(code),
        agent,
        created_ms: nowMs,
        expires_ms: expiresMs,
        used_ms: null,
        token_hash: null,
      })
      .execute();
  });
  return { code, expiresMs };
}

/** An agent's unused codes expire now. */
async function endCodes(transaction: LedgerTransaction, agent: string, nowMs: number): Promise<void> {
  await transaction
    .updateTable('enrolment_code')
    .set({ expires_ms: nowMs })
    .where('agent', '=', agent)
    .where('used_ms', 'is', null)
    .where('expires_ms', '>', nowMs)
    .execute();
}

export type Redeemed =
  | { readonly kind: 'enrolled'; readonly agent: string }
  | { readonly kind: 'code_unknown' | 'code_used' | 'code_expired' };

/**
 * Exchanges a code for the right to a token; the agent's earlier token ends. Once: only the token that a code was
 * used for is let in by it again.
 */
export async function redeemCode(
  ledger: LedgerReader,
  typed: string,
  tokenHash: string,
  nowMs: number,
): Promise<Redeemed> {
  const code = readCode(typed);
  if (code === undefined) return { kind: 'code_unknown' };
  return inTransaction(ledger, async (transaction): Promise<Redeemed> => {
    const row = await transaction
      .selectFrom('enrolment_code')
      .selectAll()
      .where('hash', '=', hashCode(code))
      .executeTakeFirst();
    if (!row) return { kind: 'code_unknown' };
    const again = row.used_ms !== null && row.token_hash === tokenHash;
    if (row.used_ms !== null && !again) return { kind: 'code_used' };
    if (row.expires_ms <= nowMs) return { kind: 'code_expired' };
    const { agent } = row;
    await replaceToken(transaction, { kind: 'agent', holder: agent, hash: tokenHash }, nowMs);
    await transaction
      .updateTable('enrolment_code')
      .set({ used_ms: nowMs, token_hash: tokenHash })
      .where('id', '=', row.id)
      .execute();
    await writeAgent(transaction, agent, { enrolled_ms: nowMs, revoked_ms: null });
    return { kind: 'enrolled', agent };
  });
}

/** Takes an agent's token and its codes away; its next request is refused. @returns whether it had any. */
export async function revokeAgent(ledger: LedgerReader, agent: string, nowMs: number): Promise<boolean> {
  return inTransaction(ledger, async (transaction) => {
    await endCodes(transaction, agent, nowMs);
    // The code that its token came by would let the same token in again.
    await transaction
      .updateTable('enrolment_code')
      .set({ token_hash: null })
      .where('agent', '=', agent)
      .execute();
    const ended = await endTokens(transaction, 'agent', agent);
    if (ended) await writeAgent(transaction, agent, { revoked_ms: nowMs });
    return ended;
  });
}
