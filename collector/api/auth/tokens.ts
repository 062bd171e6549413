/** Tokens: made once, shown once, kept as a hash. */

import { hashSecret, newSecret } from '../../accounts/secrets.ts';
import type { SignedIn } from '../../accounts/sessions.ts';
import { signedIn } from '../../accounts/sessions.ts';
import type { Ledger, LedgerReader, LedgerTransaction } from '../../ledger/ledger.ts';
import { inTransaction } from '../../ledger/ledger.ts';
import type { TokenKind } from '../../ledger/schema.ts';

/** Who asks, whatever they showed for it. */
export interface Holder {
  /** Of the token or of the session. */
  readonly id: number;
  readonly by: 'token' | 'session';
  readonly kind: TokenKind;
  /** An agent's id, who a token was made for, or a user's name. */
  readonly holder: string;
  /** Sites that it is good for; `undefined`: those of its kind. */
  readonly sites: readonly string[] | undefined;
  /** Units that it is good for; `undefined`: all. */
  readonly scope: readonly string[] | undefined;
  /** The user, where there is one. */
  readonly user: number | undefined;
}

const listed = (text: string | null): string[] | undefined => (text ? text.split(',') : undefined);

export function holderOfSession({ id, kind, name, scope, sites, user }: SignedIn): Holder {
  return { id, by: 'session', kind, holder: name, sites: listed(sites), scope: listed(scope), user };
}

export const hashToken = hashSecret;

/** What a token is made for. */
export interface TokenGrant {
  readonly kind: TokenKind;
  readonly holder: string;
  readonly sites?: readonly string[] | undefined;
  readonly scope?: readonly string[] | undefined;
  /** When it ends; default: when somebody ends it. */
  readonly expiresMs?: number | undefined;
}

/** Puts a token in the place of the holder's earlier ones of that kind. */
export async function replaceToken(
  transaction: LedgerTransaction,
  grant: TokenGrant & { readonly hash: string },
  nowMs: number,
): Promise<void> {
  const { kind, holder, hash, sites = [], scope = [], expiresMs } = grant;
  await transaction.deleteFrom('token').where('kind', '=', kind).where('holder', '=', holder).execute();
  await transaction
    .insertInto('token')
    .values({
      ...{ kind, holder, hash, created_ms: nowMs, expires_ms: expiresMs ?? null },
      sites: sites.join(',') || null,
      scope: scope.join(',') || null,
    })
    .execute();
}

/** Makes a token that replaces the holder's earlier ones of its kind. */
export async function grantToken(ledger: LedgerReader, grant: TokenGrant, nowMs: number): Promise<string> {
  const token = newSecret('cm_');
  await inTransaction(ledger, (transaction) =>
    replaceToken(transaction, { ...grant, hash: hashToken(token) }, nowMs),
  );
  return token;
}

export function issueToken(
  ledger: LedgerReader,
  kind: TokenKind,
  holder: string,
  nowMs: number,
  sites?: readonly string[],
): Promise<string> {
  return grantToken(ledger, { kind, holder, sites }, nowMs);
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

export async function holderOf(
  ledger: LedgerReader,
  token: string,
  nowMs: number,
): Promise<Holder | undefined> {
  const row = await ledger
    .selectFrom('token')
    .select(['id', 'kind', 'holder', 'sites', 'scope', 'expires_ms'])
    .where('hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row || (row.expires_ms !== null && row.expires_ms <= nowMs)) return undefined;
  const { id, kind, holder } = row;
  return {
    id,
    by: 'token',
    kind,
    holder,
    sites: listed(row.sites),
    scope: listed(row.scope),
    user: undefined,
  };
}

/**
 * Whether what was shown still holds, for who goes on listening: it has not ended, and sees as much as then. Of a token
 * nothing changes but its end.
 */
export async function isValid(
  ledger: LedgerReader,
  { by, id, scope = [] }: Holder,
  nowMs: number,
): Promise<boolean> {
  if (by === 'session') {
    const session = await signedIn(ledger, { id }, nowMs);
    return session !== undefined && session.scope === scope.join(',');
  }
  const row = await ledger
    .selectFrom('token')
    .select('id')
    .where('id', '=', id)
    .where((where) => where.or([where('expires_ms', 'is', null), where('expires_ms', '>', nowMs)]))
    .executeTakeFirst();
  return row !== undefined;
}
