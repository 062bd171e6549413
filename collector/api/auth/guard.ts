/** Finds out who asks, and whether they may. */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { LoadedConfig } from '../../../config/load.ts';
import type { Allowances } from '../../../model/allowances.ts';
import { isCsrfOf, signedIn } from '../../accounts/sessions.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import type { Role, RouteAccess } from './access.ts';
import { kindsOfRole } from './access.ts';
import type { Holder } from './tokens.ts';
import { holderOf, holderOfSession } from './tokens.ts';

/** What needs no token in the demonstration. */
const OPEN_IN_DEMONSTRATION: readonly Role[] = ['viewer', 'technician', 'operator'];

export const SESSION_COOKIE = 'canhmang_session';
/** Scripts of the page read it and send it back in the header. */
export const CSRF_COOKIE = 'canhmang_csrf';
export const CSRF_HEADER = 'canhmang-csrf';

declare module 'fastify' {
  interface FastifyRequest {
    holder: Holder | undefined;
  }
}

/**
 * The token as the Influx family sends it: `Token T` (2.x; of 1.8 clients `Token USER:T`), `Bearer T`; of writers also the
 * password of Basic (1.x), or the query parameter `p` (1.x). Elsewhere those are nobody's: an address is written into logs
 * and histories, and a browser that knows a password sends it along with whatever page makes it ask.
 */
function tokenOf(request: FastifyRequest, role: Role): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (value && /^(token|bearer)$/i.test(scheme ?? '')) return value.slice(value.lastIndexOf(':') + 1);
  if (role !== 'writer') return undefined;
  if (value && /^basic$/i.test(scheme ?? ''))
    return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
  const { query } = request;
  if (typeof query === 'object' && query !== null && 'p' in query && typeof query.p === 'string')
    return query.p;
  return undefined;
}

/** A token that was not valid. @returns the refusal, which asks for patience when there were many. */
export function refuseToken({ ip }: FastifyRequest, wrongTokens: Allowances): ApiRefusal {
  const waitS = wrongTokens.take(ip);
  if (waitS > 0)
    return comeBackLater(429, 'too_many_tokens', 'too many wrong tokens; come back later', waitS);
  return new ApiRefusal(401, 'unauthorized', 'a valid token is needed', {
    headers: { 'www-authenticate': 'Bearer realm="canhmang"' },
  });
}

export interface GuardParts {
  readonly ledger: Ledger;
  readonly config: LoadedConfig;
  readonly limits: { readonly wrongTokens: Allowances };
  now(): number;
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * A browser sends cookies along with whatever page makes it ask. Fetch metadata and the origin tell where it was made
 * to; the header, which only a page of ours can fill, holds where neither is sent.
 * @param secret of the session; `undefined` where none is needed.
 * @throws ApiRefusal 403.
 */
function refuseForeign(request: FastifyRequest, secret: string | undefined): void {
  if (SAFE_METHODS.includes(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const isForeign =
    (site !== undefined && site !== 'same-origin') ||
    (origin !== undefined && origin.replace(/^https?:\/\//, '') !== request.host) ||
    (secret !== undefined && !isCsrfOf(secret, request.headers[CSRF_HEADER]));
  if (isForeign)
    throw new ApiRefusal(403, 'foreign_page', 'this was asked by a page that is not the collector’s own');
}

/** Who asks: by token, or by the page's cookie. */
async function callerOf(request: FastifyRequest, role: Role, parts: GuardParts): Promise<Holder | undefined> {
  const { ledger, now } = parts;
  const token = tokenOf(request, role);
  if (token !== undefined) return holderOf(ledger, token, now());
  const secret = request.cookies[SESSION_COOKIE];
  if (secret === undefined) return undefined;
  const session = await signedIn(ledger, { secret }, now());
  if (!session) return undefined;
  refuseForeign(request, secret);
  return holderOfSession(session);
}

/** A valid token always passes, whoever else is behind the same address. */
export function guard(
  { role, reach, actsOnMachines = false, knowsCaller = false }: RouteAccess,
  parts: GuardParts,
): onRequestAsyncHookHandler {
  const { demonstration } = parts.config.installation;
  const isOpen = demonstration && !actsOnMachines && OPEN_IN_DEMONSTRATION.includes(role);
  return async (request) => {
    if (role === 'public' && !knowsCaller) return;
    const holder = await callerOf(request, role, parts);
    request.holder = holder;
    if (role === 'public') return;
    if (holder && kindsOfRole(role).includes(holder.kind)) {
      if (holder.scope === undefined || reach !== undefined) return;
      throw new ApiRefusal(403, 'whole_province', 'this is for who sees the whole province');
    }
    // Open to people, and not to every page that they have open beside it.
    if (isOpen) return refuseForeign(request, undefined);
    if (!holder) throw refuseToken(request, parts.limits.wrongTokens);
    const by = holder.by === 'token' ? 'a token' : 'an account';
    throw new ApiRefusal(403, 'forbidden', `${by} of kind "${holder.kind}" may not do this`);
  };
}
