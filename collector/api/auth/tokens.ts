/** Tokens: made once, shown once, kept as a hash. */
import { createHash, randomBytes } from 'node:crypto';
import type { Ledger, LedgerReader, LedgerTransaction } from '../../ledger/ledger.ts';
import { inTransaction } from '../../ledger/ledger.ts';
import type { TokenKind } from '../../ledger/schema.ts';

export interface TokenHolder {
  /** Of the token. */
  readonly id: number;
  readonly kind: TokenKind;
  /** An agent's id, or who it was made for. */
  readonly holder: string;
  /** Sites that it may write for; `undefined`: those of its kind. */
  readonly sites: readonly string[] | undefined;
}

/** 256 random bits: a plain hash is enough, there is nothing to guess. */
const TOKEN_BYTES = 32;
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Puts a token in the place of the holder's earlier ones of that kind. */
export async function replaceToken(
  transaction: LedgerTransaction,
  token: { kind: TokenKind; holder: string; hash: string; sites?: readonly string[] },
  nowMs: number,
): Promise<void> {
  const { kind, holder, hash, sites } = token;
  await transaction.deleteFrom('token').where('kind', '=', kind).where('holder', '=', holder).execute();
  await transaction
    .insertInto('token')
    .values({ kind, holder, hash, created_ms: nowMs, sites: sites ? sites.join(',') : null })
    .execute();
}

/** Makes a token that replaces the holder's earlier ones. */
export async function issueToken(
  ledger: LedgerReader,
  kind: TokenKind,
  holder: string,
  nowMs: number,
  sites?: readonly string[],
): Promise<string> {
  const token = `cm_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  await inTransaction(ledger, async (transaction) => {
    const row = { kind, holder, hash: hashToken(token), ...(sites ? { sites } : {}) };
    await replaceToken(transaction, row, nowMs);
  });
  return token;
}

/** Ends the holder's tokens of a kind. @returns whether there were any. */
export async function endTokens(ledger: LedgerReader, kind: TokenKind, holder: string): Promise<boolean> {
  const { numDeletedRows } = await ledger
    .deleteFrom('token')
    .where('kind', '=', kind)
    .where('holder', '=', holder)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function hasToken(ledger: Ledger, kind: TokenKind): Promise<boolean> {
  const row = await ledger
    .selectFrom('token')
    .select('id')
    .where('kind', '=', kind)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function holderOf(ledger: Ledger, token: string): Promise<TokenHolder | undefined> {
  const row = await ledger
    .selectFrom('token')
    .select(['id', 'kind', 'holder', 'sites'])
    .where('hash', '=', hashToken(token))
    .executeTakeFirst();
  return row && { id: row.id, kind: row.kind, holder: row.holder, sites: row.sites?.split(',') };
}

/** Whether the token has not ended since. */
export async function isValid(ledger: LedgerReader, { id }: TokenHolder): Promise<boolean> {
  const row = await ledger.selectFrom('token').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}
