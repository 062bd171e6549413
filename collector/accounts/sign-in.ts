/** Name, password and, where there is one, the second factor. */
import { userName } from '../../model/roles.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { UserRecord } from '../ledger/schema.ts';
import { failuresOf, forgetFailures, noteFailure, waitMs } from './lock-out.ts';
import { isPassword } from './passwords.ts';
import { stepOfCode, useRecoveryCode } from './second-factor.ts';
import { findUser } from './users.ts';

export interface Credentials {
  /** As typed. */
  readonly name: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code. */
  readonly code?: string | undefined;
}

export type SignInResult =
  | { readonly kind: 'signed_in'; readonly user: UserRecord }
  /** The same for somebody who is not there, is disabled or has no password yet. */
  | { readonly kind: 'wrong' }
  /** The password is right; now the code. */
  | { readonly kind: 'needs_code' | 'wrong_code' }
  | { readonly kind: 'locked'; readonly waitMs: number };

/** One after the other: many tries at once are no more tries than many in a row. */
let turn: Promise<unknown> = Promise.resolve();

export function signIn(ledger: Ledger, credentials: Credentials, now: () => number): Promise<SignInResult> {
  const mine = turn.then(() => signInNow(ledger, credentials, now()));
  turn = mine.catch(() => undefined);
  return mine;
}

async function signInNow(
  ledger: Ledger,
  { name, password, code }: Credentials,
  nowMs: number,
): Promise<SignInResult> {
  const typed = userName(name);
  const lockedMs = waitMs(await failuresOf(ledger, typed), nowMs);
  if (lockedMs > 0) return { kind: 'locked', waitMs: lockedMs };
  const user = await findUser(ledger, typed);
  const mayCome = user !== undefined && user.disabled_ms === null;
  const isRight = await isPassword(password, mayCome ? user.password : undefined);
  if (!isRight || !mayCome) {
    await noteFailure(ledger, typed, nowMs);
    return { kind: 'wrong' };
  }
  if (user.totp_secret !== null) {
    if (code === undefined) return { kind: 'needs_code' };
    if (!(await takeCode(ledger, user, code, nowMs))) {
      await noteFailure(ledger, typed, nowMs);
      return { kind: 'wrong_code' };
    }
  }
  await forgetFailures(ledger, typed);
  await ledger.updateTable('user').set({ signed_in_ms: nowMs }).where('id', '=', user.id).execute();
  return { kind: 'signed_in', user };
}

/** Uses a code up. @returns whether it was good. */
export async function takeCode(
  ledger: Ledger,
  user: UserRecord,
  code: string,
  nowMs: number,
): Promise<boolean> {
  if (user.totp_secret === null) return false;
  const step = stepOfCode(user.totp_secret, code, user.totp_step, nowMs);
  if (step === undefined) return useRecoveryCode(ledger, user.id, code);
  // Of two at once one is let in.
  const { numUpdatedRows } = await ledger
    .updateTable('user')
    .set({ totp_step: step })
    .where('id', '=', user.id)
    .where('totp_step', '<', step)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
