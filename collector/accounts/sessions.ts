/** Who is signed in at the page. The cookie holds a secret of its own, never a password or a token. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { TokenKind } from '../ledger/schema.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** A shift, and whoever took over late. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** A wallboard signs in once a month. */
export const SESSION_LONGEST_MS = 30 * 24 * 3_600_000;
/** "Seen" is written down this often: it is no reason to write at every request. */
const SEEN_EVERY_MS = 60_000;
const MAX_PROGRAM_LENGTH = 200;

export interface SessionOwner {
  readonly user?: number;
  readonly token?: number;
}

export async function beginSession(
  ledger: LedgerReader,
  owner: SessionOwner,
  { address, program }: { readonly address: string; readonly program: string },
  nowMs: number,
): Promise<string> {
  const secret = newSecret('cms_');
  await ledger.deleteFrom('session').where('expires_ms', '<', nowMs).execute();
  await ledger
    .insertInto('session')
    .values({
      hash: hashSecret(secret),
      user: owner.user ?? null,
      token: owner.token ?? null,
      created_ms: nowMs,
      seen_ms: nowMs,
      expires_ms: nowMs + SESSION_IDLE_MS,
      address,
      program: program.slice(0, MAX_PROGRAM_LENGTH),
    })
    .execute();
  return secret;
}

/** Whose a session is, with what they may do now. */
export interface SignedIn {
  readonly id: number;
  readonly kind: TokenKind;
  readonly name: string;
  /** Codes of units, separated by commas; empty: all. */
  readonly scope: string;
  /** Of a token: the sites that it is good for, separated by commas; `null`: all. */
  readonly sites: string | null;
  readonly user: number | undefined;
}

/** @returns `undefined` when it has ended, or who it is of may not come in any more. */
export async function signedIn(
  ledger: LedgerReader,
  by: { readonly secret: string } | { readonly id: number },
  nowMs: number,
): Promise<SignedIn | undefined> {
  const row = await ledger
    .selectFrom('session')
    .leftJoin('user', 'user.id', 'session.user')
    .leftJoin('token', 'token.id', 'session.token')
    .select([
      'session.id',
      'session.user',
      'session.seen_ms',
      'session.created_ms',
      'user.name',
      'user.role',
      'user.scope',
      'user.disabled_ms',
      'token.kind',
      'token.holder',
      'token.scope as token_scope',
      'token.sites',
      'token.expires_ms as token_expires_ms',
    ])
    .where((where) =>
      'secret' in by ? where('session.hash', '=', hashSecret(by.secret)) : where('session.id', '=', by.id),
    )
    .where('session.expires_ms', '>', nowMs)
    .executeTakeFirst();
  if (!row) return undefined;
  if ('secret' in by && nowMs - row.seen_ms >= SEEN_EVERY_MS) {
    const expires_ms = Math.min(nowMs + SESSION_IDLE_MS, row.created_ms + SESSION_LONGEST_MS);
    await ledger
      .updateTable('session')
      .set({ seen_ms: nowMs, expires_ms })
      .where('id', '=', row.id)
      .execute();
  }
  if (row.name !== null && row.role !== null && row.disabled_ms === null)
    return {
      id: row.id,
      kind: row.role,
      name: row.name,
      scope: row.scope ?? '',
      sites: null,
      user: row.user ?? undefined,
    };
  if (row.kind === null || row.holder === null) return undefined;
  if (row.token_expires_ms !== null && row.token_expires_ms <= nowMs) return undefined;
  return {
    ...{ id: row.id, kind: row.kind, name: row.holder, scope: row.token_scope ?? '', sites: row.sites },
    user: undefined,
  };
}

export interface SessionRow {
  readonly id: number;
  readonly createdMs: number;
  readonly seenMs: number;
  readonly address: string;
  readonly program: string;
}

/** A user's, the latest seen first. */
export async function sessionsOf(ledger: LedgerReader, user: number, nowMs: number): Promise<SessionRow[]> {
  const rows = await ledger
    .selectFrom('session')
    .select(['id', 'created_ms', 'seen_ms', 'address', 'program'])
    .where('user', '=', user)
    .where('expires_ms', '>', nowMs)
    .orderBy('seen_ms', 'desc')
    .execute();
  return rows.map(({ created_ms, seen_ms, ...row }) => ({ ...row, createdMs: created_ms, seenMs: seen_ms }));
}

export async function endSession(ledger: LedgerReader, id: number): Promise<void> {
  await ledger.deleteFrom('session').where('id', '=', id).execute();
}

/** @param but one that goes on. */
export async function endSessionsOf(ledger: LedgerReader, user: number, but = 0): Promise<void> {
  await ledger.deleteFrom('session').where('user', '=', user).where('id', '!=', but).execute();
}

/**
 * What a page sends along in a header to show that it can read its own cookies: a page of elsewhere cannot. Bound to
 * the session, so that a cookie that somebody else managed to set is worth nothing.
 */
export function csrfOf(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('base64url');
}

export function isCsrfOf(secret: string, header: unknown): boolean {
  const [wanted, given] = [
    Buffer.from(csrfOf(secret)),
    Buffer.from(typeof header === 'string' ? header : ''),
  ];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
