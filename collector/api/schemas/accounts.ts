/** Answers about people, their sessions and tokens. */
import { z } from 'zod';
import { PERSON_ROLES } from '../../../model/roles.ts';
import type {
  AccountSession,
  NewToken,
  SecondFactorConfirmed,
  SecondFactorOffer,
  SessionInfo,
  SetupOffer,
  TokenRow,
  UserInvitation,
  UserRow,
} from '../types/accounts.ts';
import { moment } from './parts.ts';

const roleSchema = z
  .enum(PERSON_ROLES)
  .meta({ id: 'Role', description: 'Each may do what those before it may' });
const scopeSchema = z.array(z.string()).describe('Codes of units; empty: the whole province');

export const sessionInfoSchema = z
  .strictObject({
    user: z
      .strictObject({
        name: z.string(),
        fullName: z.string(),
        role: roleSchema,
        scope: scopeSchema,
        isToken: z.boolean().describe('By an access token, which has no password to change'),
        secondFactor: z.boolean(),
      })
      .nullable()
      .describe('Who is signed in; `null`: nobody'),
    openAs: roleSchema.nullable().describe('What may be done without signing in; `null`: nothing'),
    provider: z.string().nullable().describe('Of identities, that people may sign in by; `null`: none'),
  })
  .meta({ id: 'Session' }) satisfies z.ZodType<SessionInfo>;

export const accountSessionSchema = z
  .strictObject({
    id: z.int(),
    isThis: z.boolean().describe('The one that asks'),
    since: moment,
    seen: moment,
    address: z.string(),
    program: z.string().describe('What the browser says of itself'),
  })
  .meta({ id: 'AccountSession' }) satisfies z.ZodType<AccountSession>;

export const secondFactorOfferSchema = z.strictObject({
  secret: z.string().describe('Base32'),
  uri: z.string().describe('`otpauth://totp/…`'),
}) satisfies z.ZodType<SecondFactorOffer>;

export const secondFactorConfirmedSchema = z.strictObject({
  recoveryCodes: z.array(z.string()).describe('Each good once; shown this once'),
}) satisfies z.ZodType<SecondFactorConfirmed>;

export const setupOfferSchema = z.strictObject({
  user: z
    .strictObject({ name: z.string(), fullName: z.string() })
    .nullable()
    .describe('`null`: for the first admin, who chooses a name'),
}) satisfies z.ZodType<SetupOffer>;

export const userRowSchema = z
  .strictObject({
    name: z.string(),
    fullName: z.string(),
    role: roleSchema,
    scope: scopeSchema,
    disabled: z.boolean(),
    isReady: z.boolean().describe('Has set a password'),
    secondFactor: z.boolean(),
    createdAt: moment,
    signedInAt: moment.nullable(),
    lockedUntil: moment.nullable().describe('Too many wrong passwords: nobody comes in until then'),
  })
  .meta({ id: 'User' }) satisfies z.ZodType<UserRow>;

export const userInvitationSchema = z
  .strictObject({
    user: userRowSchema,
    url: z.string().describe('By which the password is set; shown this once'),
    expires: moment,
  })
  .meta({ id: 'Invitation' }) satisfies z.ZodType<UserInvitation>;

export const tokenRowSchema = z
  .strictObject({
    id: z.int(),
    holder: z.string(),
    kind: z.enum([...PERSON_ROLES, 'write']),
    scope: scopeSchema,
    sites: z.array(z.string()),
    createdAt: moment,
    expires: moment.nullable(),
  })
  .meta({ id: 'Token' }) satisfies z.ZodType<TokenRow>;

export const newTokenSchema = z.strictObject({
  token: z.string().describe('Shown this once'),
}) satisfies z.ZodType<NewToken>;
