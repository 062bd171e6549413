/** Name, password and, where there is one, the second factor. */
import { userName } from '../../model/roles.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { UserRecord } from '../ledger/schema.ts';
import {
  failuresAtPage,
  failuresInBrowser,
  failuresOf,
  forgetFailures,
  noteFailure,
  waitMs,
} from './lock-out.ts';
import { isPassword } from './passwords.ts';
import { stepOfCode, useRecoveryCode } from './second-factor.ts';
import { findUser } from './users.ts';

export interface Credentials {
  /** As typed. */
  readonly name: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code. */
  readonly code?: string | undefined;
  /** What tells the browser from others, where this user has signed in in it before. */
  readonly browserOf: (user: number) => string | undefined;
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

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

export function signIn(ledger: Ledger, credentials: Credentials, now: () => number): Promise<SignInResult> {
  return inTurn(() => signInNow(ledger, credentials, now()));
}

/** The password of who is signed in already, before something that needs it: whoever finds a page open may guess it. */
export function confirm(
  ledger: Ledger,
  user: UserRecord,
  password: string,
  now: () => number,
): Promise<Exclude<SignInResult, { kind: 'needs_code' | 'wrong_code' }>> {
  return inTurn(async () => {
    const key = failuresAtPage(user.id);
    const lockedMs = waitMs(await failuresOf(ledger, key), now());
    if (lockedMs > 0) return { kind: 'locked', waitMs: lockedMs };
    if (!(await isPassword(password, user.password))) {
      await noteFailure(ledger, key, now());
      return { kind: 'wrong' };
    }
    await forgetFailures(ledger, key);
    return { kind: 'signed_in', user };
  });
}

async function signInNow(
  ledger: Ledger,
  { name, password, code, browserOf }: Credentials,
  nowMs: number,
): Promise<SignInResult> {
  const typed = userName(name);
  const user = await findUser(ledger, typed);
  const browser = user && browserOf(user.id);
  const key = user && browser !== undefined ? failuresInBrowser(user.id, browser) : typed;
  const lockedMs = waitMs(await failuresOf(ledger, key), nowMs);
  if (lockedMs > 0) return { kind: 'locked', waitMs: lockedMs };
  const mayCome = user !== undefined && user.disabled_ms === null;
  const isRight = await isPassword(password, mayCome ? user.password : undefined);
  if (!isRight || !mayCome) {
    await noteFailure(ledger, key, nowMs);
    return { kind: 'wrong' };
  }
  if (user.totp_secret !== null) {
    if (code === undefined) return { kind: 'needs_code' };
    if (!(await takeCode(ledger, user, code, nowMs))) {
      await noteFailure(ledger, key, nowMs);
      return { kind: 'wrong_code' };
    }
  }
  await forgetFailures(ledger, key);
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
