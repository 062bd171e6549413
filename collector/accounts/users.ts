/** People of an installation: who they are, what they may do, which units they see. */
import type { PersonRole } from '../../model/roles.ts';
import { composed, passwordFlaw, userName } from '../../model/roles.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { UserRecord } from '../ledger/schema.ts';
import { AccountProblem } from './account-problem.ts';
import { forgetAllFailures } from './lock-out.ts';
import { endSessionsOf } from './sessions.ts';

export interface NewUser {
  /** As typed. */
  readonly name: string;
  readonly fullName: string;
  readonly role: PersonRole;
  /** Codes of units; empty: the whole province. */
  readonly scope: readonly string[];
}

export async function listUsers(ledger: LedgerReader): Promise<UserRecord[]> {
  return ledger.selectFrom('user').selectAll().orderBy('name').execute();
}

/** @param name as typed. */
export async function findUser(ledger: LedgerReader, name: string): Promise<UserRecord | undefined> {
  return ledger.selectFrom('user').selectAll().where('name', '=', userName(name)).executeTakeFirst();
}

/** @throws AccountProblem `unknown_user`. */
export async function userNamed(ledger: LedgerReader, name: string): Promise<UserRecord> {
  const user = await findUser(ledger, name);
  if (!user) throw new AccountProblem('unknown_user', { name });
  return user;
}

/** Without a password, which they set by an invitation. @throws AccountProblem `name_taken`. */
export async function addUser(ledger: LedgerTransaction, user: NewUser, nowMs: number): Promise<UserRecord> {
  const name = userName(user.name);
  if (await findUser(ledger, name)) throw new AccountProblem('name_taken', { name });
  return ledger
    .insertInto('user')
    .values({
      name,
      full_name: composed(user.fullName.trim()),
      role: user.role,
      scope: user.scope.join(','),
      password: null,
      disabled_ms: null,
      totp_secret: null,
      created_ms: nowMs,
      password_ms: null,
      signed_in_ms: null,
      oidc_subject: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export interface UserChange {
  readonly fullName?: string | undefined;
  readonly role?: PersonRole | undefined;
  readonly scope?: readonly string[] | undefined;
  readonly disabled?: boolean | undefined;
}

/** @throws AccountProblem `unknown_user`, or `last_admin` when nobody would be left to let others in. */
export async function changeUser(
  ledger: LedgerTransaction,
  name: string,
  change: UserChange,
  nowMs: number,
): Promise<UserRecord> {
  const user = await userNamed(ledger, name);
  const { fullName, role, scope, disabled } = change;
  const changed = await ledger
    .updateTable('user')
    .set({
      full_name: fullName === undefined ? user.full_name : composed(fullName.trim()),
      role: role ?? user.role,
      scope: scope?.join(',') ?? user.scope,
      disabled_ms: disabled === undefined ? user.disabled_ms : disabled ? (user.disabled_ms ?? nowMs) : null,
    })
    .where('id', '=', user.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (user.role === 'admin' && user.disabled_ms === null && !(await hasAdmin(ledger)))
    throw new AccountProblem('last_admin', { name: user.name });
  if (changed.disabled_ms !== null) await endSessionsOf(ledger, user.id);
  return changed;
}

export async function hasAdmin(ledger: LedgerReader): Promise<boolean> {
  const row = await ledger
    .selectFrom('user')
    .select('id')
    .where('role', '=', 'admin')
    .where('scope', '=', '')
    .where('disabled_ms', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Of the names that a password must not hold. */
const INSTALLATION_NAMES = ['canhmang', 'canh mạng'];

/** @throws AccountProblem that says what is wrong with it. */
export function checkPassword(user: Pick<UserRecord, 'name' | 'full_name'>, password: string): void {
  const flaw = passwordFlaw(password, [user.name, user.full_name, ...INSTALLATION_NAMES]);
  if (flaw) throw new AccountProblem(`password_${flaw}`, {});
}

/**
 * Everybody who is signed in as this user is signed out, and links for another password are void.
 * @param but a session that goes on.
 * @param hash of a password that has been checked; made before, because a transaction must not wait for scrypt.
 */
export async function setPassword(
  ledger: LedgerReader,
  user: UserRecord,
  hash: string,
  nowMs: number,
  but?: number,
): Promise<void> {
  await ledger
    .updateTable('user')
    .set({ password: hash, password_ms: nowMs })
    .where('id', '=', user.id)
    .execute();
  await endSessionsOf(ledger, user.id, but);
  await ledger.deleteFrom('invitation').where('user', '=', user.id).execute();
  await forgetAllFailures(ledger, user);
}
