/**
 * Signing in by an identity provider. `GET /api/v1/session/oidc` sends the browser there, `…/callback` is where it comes
 * back to; whoever is not let in is told on the page: `/sign-in?refused=…`.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccountProblem } from '../../accounts/account-problem.ts';
import { admit } from '../../accounts/oidc/admit.ts';
import type { OidcPerson } from '../../accounts/oidc/claims.ts';
import type { OidcProvider } from '../../accounts/oidc/provider.ts';
import { WAY_VALID_MS } from '../../accounts/oidc/provider.ts';
import { beginSession } from '../../accounts/sessions.ts';
import type { UserRecord } from '../../ledger/schema.ts';
import { isOverTls, setSessionCookies } from '../auth/session-cookies.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import { pageUrl } from '../page-url.ts';
import type { ApiContext, Route } from '../resource.ts';

const BASE = '/api/v1/session/oidc';
const CALLBACK = `${BASE}/callback`;
/** Says in which browser somebody set out: a link that another made signs nobody in. */
const WAY_COOKIE = 'canhmang_oidc';

/** What the provider adds; the whole of it is checked by the library. */
const callbackSchema = z.object({
  code: z.string().max(4_000).optional(),
  state: z.string().max(1_000).optional(),
  error: z.string().max(200).optional(),
});

/** @throws ApiRefusal 404 */
function providerFor({ oidc }: ApiContext): OidcProvider {
  if (!oidc) throw new ApiRefusal(404, 'no_provider', 'this installation has no identity provider');
  return oidc;
}

/** The browser is sent here by an address: no page of ours asks, and its own address is the one that is configured. */
const isSecure = (request: FastifyRequest, context: ApiContext) =>
  isOverTls(request) || pageUrl(request, context).startsWith('https:');

const refuse = (reply: FastifyReply, why: string) => reply.redirect(`/sign-in?refused=${why}`, 303);

async function begin(request: FastifyRequest, reply: FastifyReply, context: ApiContext) {
  const provider = providerFor(context);
  const waitS = context.limits.signIns.take(request.ip);
  if (waitS > 0) throw comeBackLater(429, 'too_many_tries', 'too many tries; come back later', waitS);
  try {
    const { url, key } = await provider.begin(`${pageUrl(request, context)}${CALLBACK}`);
    void reply.setCookie(WAY_COOKIE, key, {
      ...{ path: BASE, httpOnly: true, secure: isSecure(request, context), maxAge: WAY_VALID_MS / 1_000 },
      // Not strict: they come back from another site.
      sameSite: 'lax',
    });
    return reply.redirect(url, 303);
  } catch (error) {
    context.logger.warn({ err: error }, 'sign-in: the identity provider cannot be reached');
    return refuse(reply, 'away');
  }
}

async function admitted(request: FastifyRequest, context: ApiContext, person: OidcPerson) {
  const { ledger, now } = context;
  try {
    return await ledger.transaction().execute(async (transaction) => {
      const user = await admit(transaction, person, now());
      if (typeof user !== 'string') await noteEntry(request, context, user, transaction);
      return user;
    });
  } catch (error) {
    if (!(error instanceof AccountProblem)) throw error;
    return error.code;
  }
}

function noteEntry(
  request: FastifyRequest,
  context: ApiContext,
  { name, role }: UserRecord,
  ledger: ApiContext['ledger'],
): Promise<void> {
  const detail = { by: 'oidc', role };
  return noteAct(request, context, ledger, {
    ...{ action: 'session.begin', object: `user:${name}`, author: name, detail },
  });
}

async function finish(request: FastifyRequest, reply: FastifyReply, context: ApiContext) {
  const provider = providerFor(context);
  const { ledger, logger, now } = context;
  const key = request.cookies[WAY_COOKIE] ?? '';
  void reply.clearCookie(WAY_COOKIE, { path: BASE });
  const found = await provider.finish(key, request.url.split('?')[1] ?? '').catch((error: unknown) => {
    logger.warn({ err: error }, 'sign-in: the identity provider has let nobody in');
    return 'failed' as const;
  });
  // Nobody was sent out for it: that is somebody's try, and there may be thousands.
  if (found === 'expired') return refuse(reply, found);
  const user = typeof found === 'string' ? found : await admitted(request, context, found);
  if (typeof user === 'string') {
    const object = typeof found === 'string' ? 'oidc' : `user:${found.name}`;
    await noteAct(request, context, ledger, {
      ...{ action: 'session.refused', object, author: 'nobody', detail: { by: 'oidc', why: user } },
    });
    return refuse(reply, user);
  }
  const from = { address: request.ip, program: request.headers['user-agent'] ?? '' };
  const session = await beginSession(ledger, { user: user.id }, from, now());
  setSessionCookies(request, reply, session, isSecure(request, context));
  return reply.redirect('/', 303);
}

export const oidcRoutes: readonly Route[] = [
  {
    summary: 'Sends the browser to the identity provider',
    produces: ['text/html'],
    status: 303,
    method: 'GET',
    url: BASE,
    role: 'public',
    handle: begin,
  },
  {
    summary: 'Where the browser comes back to: a session, or the page with the reason',
    query: callbackSchema,
    produces: ['text/html'],
    status: 303,
    method: 'GET',
    url: CALLBACK,
    role: 'public',
    handle: finish,
  },
];
