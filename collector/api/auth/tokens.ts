/** Tokens: made once, shown once, kept as a hash. */
import { createHash, randomBytes } from 'node:crypto';
import type { Ledger } from '../../ledger/ledger.ts';

export type TokenKind = 'agent' | 'access';

export interface TokenHolder {
  readonly kind: TokenKind;
  /** An agent's id, or who it was made for. */
  readonly holder: string;
}

/** 256 random bits: a plain hash is enough, there is nothing to guess. */
const TOKEN_BYTES = 32;

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Makes a token that replaces the holder's earlier ones. */
export async function issueToken(
  ledger: Ledger,
  kind: TokenKind,
  holder: string,
  nowMs: number,
): Promise<string> {
  const token = `cm_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  await ledger.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('token').where('kind', '=', kind).where('holder', '=', holder).execute();
    await transaction
      .insertInto('token')
      .values({ kind, holder, hash: hashToken(token), created_ms: nowMs })
      .execute();
  });
  return token;
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
  return ledger
    .selectFrom('token')
    .select(['kind', 'holder'])
    .where('hash', '=', hashToken(token))
    .executeTakeFirst();
}
