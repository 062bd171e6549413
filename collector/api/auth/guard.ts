/** Who may do what: each route names one of these. */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Ledger } from '../../ledger/ledger.ts';
import { ApiRefusal } from '../errors.ts';
import type { TokenHolder } from './tokens.ts';
import { holderOf } from './tokens.ts';

/**
 * - `public`: anybody, for health checks.
 * - `reader`: an access token; in the demonstration anybody.
 * - `agent`: an agent's token.
 */
export type Role = 'public' | 'reader' | 'agent';

export const SESSION_COOKIE = 'canhmang_session';

declare module 'fastify' {
  interface FastifyRequest {
    holder: TokenHolder | undefined;
  }
}

/**
 * The token as the Influx family sends it: `Token T` (2.x), `Bearer T`, the password of Basic (1.x), the query
 * parameter `p` (1.x), or the page's cookie.
 */
function tokenOf(request: FastifyRequest): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (value && /^(token|bearer)$/i.test(scheme ?? '')) return value;
  if (value && /^basic$/i.test(scheme ?? ''))
    return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
  const { query } = request;
  if (typeof query === 'object' && query !== null && 'p' in query && typeof query.p === 'string')
    return query.p;
  return request.cookies[SESSION_COOKIE];
}

export function guard(role: Role, ledger: Ledger, demonstration: boolean): onRequestAsyncHookHandler {
  return async (request) => {
    if (role === 'public' || (role === 'reader' && demonstration)) return;
    const token = tokenOf(request);
    const holder = token === undefined ? undefined : await holderOf(ledger, token);
    if (!holder) throw new ApiRefusal(401, 'unauthorized', 'a valid token is needed');
    const allowed = role === 'agent' ? holder.kind === 'agent' : holder.kind === 'access';
    if (!allowed) throw new ApiRefusal(403, 'forbidden', `a token of kind "${holder.kind}" may not do this`);
    request.holder = holder;
  };
}
