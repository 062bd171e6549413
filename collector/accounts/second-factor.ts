/** Codes of the second factor: RFC 6238 with its defaults, which every authenticator knows. */
import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { CODE_ALPHABET, CODE_LENGTH, formatCode, readCode } from '../../model/enrolment.ts';
import type { Ledger, LedgerReader } from '../ledger/ledger.ts';
import { hashSecret } from './secrets.ts';

const PERIOD_S = 30;
/** One step before and after: clocks of telephones (RFC 6238 section 5.2). */
const WINDOW = 1;
/** RFC 4226 section 4, R6 recommends 160 bits. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;

function totpOf(secret: string, label = '', issuer = ''): TOTP {
  return new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD_S, label, issuer });
}

/** Base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an authenticator reads from the picture. */
export function totpUri(secret: string, name: string, installation: string): string {
  return totpOf(secret, name, installation).toString();
}

/**
 * The time step of a code that is right, `undefined` otherwise.
 * @param usedStep that of the latest one that was taken: it and earlier ones are good no more (RFC 6238 section 5.2).
 */
export function stepOfCode(
  secret: string,
  code: string,
  usedStep: number,
  nowMs: number,
): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  const delta = totpOf(secret).validate({ token, timestamp: nowMs, window: WINDOW });
  if (delta === null) return undefined;
  const step = Math.floor(nowMs / 1_000 / PERIOD_S) + delta;
  return step > usedStep ? step : undefined;
}

/** Makes new ones in the place of the user's earlier ones. @returns them, as they are shown. */
export async function newRecoveryCodes(ledger: LedgerReader, user: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join(''),
  );
  await ledger.deleteFrom('recovery_code').where('user', '=', user).execute();
  await ledger
    .insertInto('recovery_code')
    .values(codes.map((code) => ({ hash: hashSecret(code), user })))
    .execute();
  return codes.map(formatCode);
}

/** Uses one up. @returns whether it was the user's. */
export async function useRecoveryCode(ledger: LedgerReader, user: number, typed: string): Promise<boolean> {
  const code = readCode(typed);
  if (code === undefined) return false;
  const { numDeletedRows } = await ledger
    .deleteFrom('recovery_code')
    .where('user', '=', user)
    .where('hash', '=', hashSecret(code))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** For who lost the telephone and the recovery codes, or wants it no more. */
export async function dropSecondFactor(ledger: Ledger, user: number): Promise<void> {
  await ledger.transaction().execute(async (transaction) => {
    await transaction.updateTable('user').set({ totp_secret: null }).where('id', '=', user).execute();
    await transaction.deleteFrom('recovery_code').where('user', '=', user).execute();
  });
}
