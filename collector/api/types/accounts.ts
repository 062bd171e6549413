/** What the HTTP API answers about people, their sessions and tokens. */

import type { PersonRole } from '../../../model/roles.ts';

/** `GET` and `POST /api/v1/session` */
export interface SessionInfo {
  /** Who is signed in; `null`: nobody, which the demonstration minds only for administration. */
  user: SessionUser | null;
  /** What may be done without signing in; `null`: nothing. */
  openAs: PersonRole | null;
  /** Name of the identity provider that people may sign in by; `null`: there is none. */
  provider: string | null;
}

export interface SessionUser {
  name: string;
  fullName: string;
  role: PersonRole;
  /** Codes of the units that are seen; empty: the whole province. */
  scope: string[];
  /** By an access token, which has no password to change. */
  isToken: boolean;
  secondFactor: boolean;
}

/** One row of `GET /api/v1/account/sessions`: where the account is signed in. */
export interface AccountSession {
  id: number;
  /** The one that asks. */
  isThis: boolean;
  since: string;
  seen: string;
  address: string;
  /** What the browser says of itself. */
  program: string;
}

/** `POST /api/v1/account/second-factor` */
export interface SecondFactorOffer {
  /** Base32, to be typed where no picture can be taken. */
  secret: string;
  /** `otpauth://totp/...`, for the picture. */
  uri: string;
}

/** `POST /api/v1/account/second-factor/confirm` */
export interface SecondFactorConfirmed {
  /** Each good once, when the telephone is lost; shown this once. */
  recoveryCodes: string[];
}

/** `POST /api/v1/setup/look` */
export interface SetupOffer {
  /** `null`: for the first admin, who chooses a name. */
  user: { name: string; fullName: string } | null;
}

/** One row of `GET /api/v1/users`. */
export interface UserRow {
  name: string;
  fullName: string;
  role: PersonRole;
  scope: string[];
  disabled: boolean;
  /** Has set a password. */
  isReady: boolean;
  secondFactor: boolean;
  createdAt: string;
  signedInAt: string | null;
  /** Too many wrong passwords: nobody comes in with this name until then. */
  lockedUntil: string | null;
}

/** `POST /api/v1/users` and `POST /api/v1/users/{name}/invite` */
export interface UserInvitation {
  user: UserRow;
  /** By which the password is set; shown this once. */
  url: string;
  expires: string;
}

/** One row of `GET /api/v1/tokens`: of people and programs, not of agents. */
export interface TokenRow {
  id: number;
  holder: string;
  kind: PersonRole | 'write';
  scope: string[];
  sites: string[];
  createdAt: string;
  expires: string | null;
}

/** `POST /api/v1/tokens` */
export interface NewToken {
  /** Shown this once. */
  token: string;
}
