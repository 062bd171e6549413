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
  'unauthorized',
  'unknown_invitation',
  'unknown_user',
  'name_taken',
  'last_admin',
  'foreign_page',
  'password_too_short',
  'password_too_long',
  'password_has_name',
  'password_too_simple',
] as const;

export type AccountErrorCode = (typeof KNOWN)[number] | 'not_reached' | 'other';

export function accountErrorCode(error: Error): AccountErrorCode {
  if (!(error instanceof ApiFailure)) return 'other';
  if (error.status === 0) return 'not_reached';
  return KNOWN.find((code) => code === error.code) ?? 'other';
}
