/** What cannot be done with accounts, and why. */
import type { PasswordFlaw } from '../../model/roles.ts';

export type AccountProblemCode =
  | 'unknown_user'
  | 'name_taken'
  | 'last_admin'
  | 'unknown_invitation'
  | 'wrong_password'
  | 'wrong_code'
  | 'no_second_factor'
  | `password_${PasswordFlaw}`;

export class AccountProblem extends Error {
  override readonly name = 'AccountProblem';
  readonly code: AccountProblemCode;
  readonly params: Readonly<Record<string, string>>;

  constructor(code: AccountProblemCode, params: Readonly<Record<string, string>>) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
