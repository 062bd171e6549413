/** Who may do what: each route names one of these. */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { LoadedConfig } from '../../../config/load.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { TokenKind } from '../../ledger/schema.ts';
import { ApiRefusal } from '../errors.ts';
import type { TokenHolder } from './tokens.ts';
import { holderOf } from './tokens.ts';

/**
 * - `public`: anybody, for health checks and for agents that have no token yet.
 * - `reader`: a person's token; in the demonstration anybody.
 * - `writer`: an agent's token, or another program's that writes measurements.
 * - `agent`: an agent's token.
 * - `admin`: a token that lets agents in and out.
 */
export type Role = 'public' | 'reader' | 'writer' | 'agent' | 'admin';

const KINDS_OF_ROLE: Readonly<Record<Exclude<Role, 'public'>, readonly TokenKind[]>> = {
  reader: ['access', 'admin'],
  writer: ['agent', 'write'],
  agent: ['agent'],
  admin: ['admin'],
};

export const SESSION_COOKIE = 'canhmang_session';

declare module 'fastify' {
  interface FastifyRequest {
    holder: TokenHolder | undefined;
  }
}

/**
 * The token as the Influx family sends it: `Token T` (2.x; of 1.8 clients `Token USER:T`), `Bearer T`, the password of
 * Basic (1.x), the query parameter `p` (1.x), or the page's cookie.
 */
export function tokenOf(request: FastifyRequest): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (value && /^(token|bearer)$/i.test(scheme ?? '')) return value.slice(value.lastIndexOf(':') + 1);
  if (value && /^basic$/i.test(scheme ?? ''))
    return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
  const { query } = request;
  if (typeof query === 'object' && query !== null && 'p' in query && typeof query.p === 'string')
    return query.p;
  return request.cookies[SESSION_COOKIE];
}

export function guard(
  role: Role,
  { ledger, config }: { readonly ledger: Ledger; readonly config: LoadedConfig },
): onRequestAsyncHookHandler {
  const { demonstration } = config.installation;
  return async (request) => {
    if (role === 'public' || (role === 'reader' && demonstration)) return;
    const token = tokenOf(request);
    const holder = token === undefined ? undefined : await holderOf(ledger, token);
    if (!holder)
      throw new ApiRefusal(401, 'unauthorized', 'a valid token is needed', {
        headers: { 'www-authenticate': 'Bearer realm="canhmang"' },
      });
    if (!KINDS_OF_ROLE[role].includes(holder.kind))
      throw new ApiRefusal(403, 'forbidden', `a token of kind "${holder.kind}" may not do this`);
    request.holder = holder;
  };
}
