/** Refusals of the API about accounts, as keys of the catalogue. */
import { ApiFailure } from '../api/failure.ts';

/** Codes that have a sentence of their own below `account.error`. */
const KNOWN = [
  'wrong_password',
  'wrong_code',
  'code_needed',
  'locked',
  'too_many_tries',
  'too_many_tokens',
  'unknown_invitation',
  'unknown_user',
  'name_taken',
  'last_admin',
  'password_too_short',
  'password_too_long',
  'password_has_name',
  'password_too_simple',
] as const;

/** `undefined`: it is refused as anything else is (lib/refusal.ts). */
export function accountErrorCode(error: Error): (typeof KNOWN)[number] | undefined {
  if (!(error instanceof ApiFailure)) return undefined;
  return KNOWN.find((code) => code === error.code);
}
