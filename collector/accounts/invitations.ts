/** Links by which somebody sets a password: the first admin of an installation, a new user, one who forgot. */
import { composed } from '../../model/roles.ts';
import type { Ledger, LedgerReader } from '../ledger/ledger.ts';
import type { UserRecord } from '../ledger/schema.ts';
import { AccountProblem } from './account-problem.ts';
import { hashPassword } from './passwords.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { addUser, checkPassword, hasAdmin, setPassword } from './users.ts';

/** It goes by mail or by word of mouth, and people are away over a week-end. */
export const INVITATION_VALID_MS = 3 * 24 * 3_600_000;

/** The page's address for it: behind `#`, which no server and no proxy writes into a log. */
export function invitationUrl(publicUrl: string, secret: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/setup#${secret}`;
}

/** Earlier ones of the same user end. @param user `undefined`: the first admin. */
export async function invite(ledger: LedgerReader, user: number | undefined, nowMs: number): Promise<string> {
  const secret = newSecret('cmi_');
  const earlier = ledger.deleteFrom('invitation');
  await (user === undefined ? earlier.where('user', 'is', null) : earlier.where('user', '=', user)).execute();
  await ledger.deleteFrom('invitation').where('expires_ms', '<', nowMs).execute();
  const expires_ms = nowMs + INVITATION_VALID_MS;
  await ledger
    .insertInto('invitation')
    .values({ hash: hashSecret(secret), user: user ?? null, created_ms: nowMs, expires_ms })
    .execute();
  return secret;
}

export interface Invited {
  /** `undefined`: the first admin, who chooses a name. */
  readonly user: UserRecord | undefined;
}

/** @throws AccountProblem `unknown_invitation`: wrong, used, or expired. */
export async function invited(ledger: LedgerReader, secret: string, nowMs: number): Promise<Invited> {
  const row = await ledger
    .selectFrom('invitation')
    .selectAll()
    .where('hash', '=', hashSecret(secret.trim()))
    .where('expires_ms', '>', nowMs)
    .executeTakeFirst();
  const user = row?.user
    ? await ledger.selectFrom('user').selectAll().where('id', '=', row.user).executeTakeFirst()
    : undefined;
  const isVoid =
    row?.user === null ? await hasAdmin(ledger) : user === undefined || user.disabled_ms !== null;
  if (!row || isVoid) throw new AccountProblem('unknown_invitation', {});
  return { user };
}

export interface Acceptance {
  readonly secret: string;
  readonly password: string;
  /** Of the first admin. */
  readonly name?: string | undefined;
  readonly fullName?: string | undefined;
}

/**
 * Sets the password, once: the link ends.
 * @returns the user, who may sign in now.
 * @throws AccountProblem when the link or the password is no good; then it may be tried again.
 */
export async function accept(ledger: Ledger, acceptance: Acceptance, nowMs: number): Promise<UserRecord> {
  const { secret, password, name = 'admin', fullName = '' } = acceptance;
  const before = await invited(ledger, secret, nowMs);
  checkPassword(before.user ?? { name, full_name: composed(fullName) }, password);
  const hash = await hashPassword(password);
  return ledger.transaction().execute(async (transaction) => {
    // Of two at once one has it.
    const { numDeletedRows } = await transaction
      .deleteFrom('invitation')
      .where('hash', '=', hashSecret(secret.trim()))
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) throw new AccountProblem('unknown_invitation', {});
    const first = { name, fullName, role: 'admin', scope: [] } as const;
    const user = before.user ?? (await addUser(transaction, first, nowMs));
    await setPassword(transaction, user, hash, nowMs);
    return user;
  });
}
