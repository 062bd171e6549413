/** `/api/v1/session`: coming in at the page with name and password or with an access token, and going out again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PersonRole } from '../../../model/roles.ts';
import { PERSON_ROLES, userName } from '../../../model/roles.ts';
import { knownBrowser, newKnownBrowser } from '../../accounts/known-browser.ts';
import type { SessionOwner } from '../../accounts/sessions.ts';
import { beginSession, endSession } from '../../accounts/sessions.ts';
import { signIn } from '../../accounts/sign-in.ts';
import { findUser } from '../../accounts/users.ts';
import type { UserRecord } from '../../ledger/schema.ts';
import { kindsOfRole } from '../auth/access.ts';
import { refuseToken } from '../auth/guard.ts';
import {
  clearSessionCookies,
  knownSignOf,
  setKnownCookie,
  setSessionCookies,
} from '../auth/session-cookies.ts';
import type { Holder } from '../auth/tokens.ts';
import { holderOf } from '../auth/tokens.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import { sessionInfoSchema } from '../schemas/accounts.ts';
import type { SessionInfo, SessionUser } from '../types/accounts.ts';

const MAX_LENGTH = 1_000;
const bodySchema = z.union([
  z.strictObject({ token: z.string().min(1).max(200) }),
  z.strictObject({
    name: z.string().min(1).max(MAX_LENGTH),
    password: z.string().min(1).max(MAX_LENGTH),
    code: z.string().min(1).max(100).optional().describe('of the authenticator, or a recovery code'),
  }),
]);

function isPersonRole(kind: string): kind is PersonRole {
  return PERSON_ROLES.some((role) => role === kind);
}

function userOfToken({ holder, kind, scope = [] }: Holder): SessionUser | null {
  if (!isPersonRole(kind)) return null;
  const who = { name: holder, fullName: holder, role: kind, scope: [...scope] };
  return { ...who, isToken: true, secondFactor: false };
}

function userOfRecord({ name, full_name, role, scope, totp_secret }: UserRecord): SessionUser {
  const who = { name, fullName: full_name, role, scope: scope === '' ? [] : scope.split(',') };
  return { ...who, isToken: false, secondFactor: totp_secret !== null };
}

function infoOf(user: SessionUser | null, { config }: ApiContext): SessionInfo {
  const { demonstration, oidc } = config.installation;
  return { user, openAs: demonstration ? 'operator' : null, provider: oidc?.name ?? null };
}

async function byToken(request: FastifyRequest, context: ApiContext, token: string) {
  const { ledger, limits, now } = context;
  const holder = await holderOf(ledger, token, now());
  if (!holder || !kindsOfRole('viewer').includes(holder.kind)) throw refuseToken(request, limits.wrongTokens);
  return { owner: { token: holder.id }, user: userOfToken(holder) };
}

/** The same sign for as long as it is used: what was counted in this browser stays counted. */
function rememberBrowser(
  request: FastifyRequest,
  reply: FastifyReply,
  { ackKey }: ApiContext,
  user: number,
): void {
  const sign = knownSignOf(request, user);
  const isKnown = knownBrowser(user, sign, ackKey) !== undefined;
  setKnownCookie(request, reply, user, isKnown && sign ? sign : newKnownBrowser(user, ackKey));
}

const WRONG = 'the name or the password is wrong';

async function byPassword(
  request: FastifyRequest,
  context: ApiContext,
  credentials: { name: string; password: string; code?: string | undefined },
): Promise<{ owner: SessionOwner; user: SessionUser | null }> {
  const { ledger, limits, now, ackKey } = context;
  const waitS = limits.signIns.take(request.ip);
  if (waitS > 0) throw comeBackLater(429, 'too_many_tries', 'too many tries; come back later', waitS);
  const browserOf = (user: number) => knownBrowser(user, knownSignOf(request, user), ackKey);
  const result = await signIn(ledger, { ...credentials, browserOf }, now);
  const note = (wrong: string) =>
    noteAct(request, context, ledger, {
      ...{ action: 'session.refused', object: `user:${userName(credentials.name).slice(0, 100)}` },
      ...{ detail: { wrong }, author: 'nobody' },
    });
  switch (result.kind) {
    case 'signed_in':
      return { owner: { user: result.user.id }, user: userOfRecord(result.user) };
    case 'needs_code':
      throw new ApiRefusal(401, 'code_needed', 'the code of the authenticator is needed too');
    case 'locked':
      throw comeBackLater(429, 'locked', 'too many wrong passwords for this name', result.waitMs / 1_000);
    case 'wrong_code':
      await note('code');
      throw new ApiRefusal(401, 'wrong_code', 'the code is wrong or was used already');
    case 'wrong':
      await note('password');
      throw new ApiRefusal(401, 'wrong_password', WRONG);
  }
}

export const sessionRoutes: readonly Route[] = [
  {
    summary: 'Who is signed in, and what may be done without signing in',
    answer: sessionInfoSchema,
    method: 'GET',
    url: '/api/v1/session',
    role: 'public',
    knowsCaller: true,
    async handle({ holder }, _reply, context): Promise<SessionInfo> {
      if (!holder) return infoOf(null, context);
      if (holder.user === undefined) return infoOf(userOfToken(holder), context);
      const record = await findUser(context.ledger, holder.holder);
      return infoOf(record ? userOfRecord(record) : null, context);
    },
  },
  {
    summary: 'Signs in by name and password, or by an access token, into a cookie',
    body: bodySchema,
    answer: sessionInfoSchema,
    audit: 'session.begin',
    method: 'POST',
    url: '/api/v1/session',
    role: 'public',
    async handle(request, reply, context): Promise<SessionInfo> {
      const body = readParams(bodySchema, request.body);
      const { owner, user } = await ('token' in body
        ? byToken(request, context, body.token)
        : byPassword(request, context, body));
      const from = { address: request.ip, program: request.headers['user-agent'] ?? '' };
      const { ledger, now } = context;
      const author = user?.name ?? '';
      await noteAct(request, context, ledger, { object: `user:${author}`, author });
      setSessionCookies(request, reply, await beginSession(ledger, owner, from, now()));
      if ('user' in owner && owner.user !== undefined) rememberBrowser(request, reply, context, owner.user);
      return infoOf(user, context);
    },
  },
  {
    summary: 'Signs out',
    status: 204,
    audit: 'session.end',
    method: 'DELETE',
    url: '/api/v1/session',
    role: 'public',
    knowsCaller: true,
    async handle(request, reply, context) {
      const { holder } = request;
      const { ledger } = context;
      if (holder?.by === 'session') {
        await noteAct(request, context, ledger, { object: `user:${holder.holder}` });
        await endSession(ledger, holder.id);
      }
      clearSessionCookies(reply);
      return reply.code(204).send();
    },
  },
];
