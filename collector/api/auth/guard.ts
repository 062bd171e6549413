/** Who may do what: each route names one of these. */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { LoadedConfig } from '../../../config/load.ts';
import type { Allowances } from '../../../model/allowances.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { TokenKind } from '../../ledger/schema.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import type { TokenHolder } from './tokens.ts';
import { holderOf } from './tokens.ts';

/**
 * - `public`: anybody, for health checks and for agents that have no token yet.
 * - `reader`: a person's token; in the demonstration anybody.
 * - `writer`: an agent's token, or another program's that writes measurements.
 * - `agent`: an agent's token.
 * - `technician`: a token that has agents do tests; in the demonstration too.
 * - `admin`: a token that lets agents in and out.
 */
export type Role = 'public' | 'reader' | 'writer' | 'agent' | 'technician' | 'admin';

export const KINDS_OF_ROLE: Readonly<Record<Exclude<Role, 'public'>, readonly TokenKind[]>> = {
  reader: ['access', 'technician', 'admin'],
  writer: ['agent', 'write'],
  agent: ['agent'],
  technician: ['technician', 'admin'],
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
function tokenOf(request: FastifyRequest): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (value && /^(token|bearer)$/i.test(scheme ?? '')) return value.slice(value.lastIndexOf(':') + 1);
  if (value && /^basic$/i.test(scheme ?? ''))
    return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
  const { query } = request;
  if (typeof query === 'object' && query !== null && 'p' in query && typeof query.p === 'string')
    return query.p;
  return request.cookies[SESSION_COOKIE];
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
}

/** A valid token always passes, whoever else is behind the same address. */
export function guard(role: Role, { ledger, config, limits }: GuardParts): onRequestAsyncHookHandler {
  const { demonstration } = config.installation;
  return async (request) => {
    if (role === 'public' || (role === 'reader' && demonstration)) return;
    const token = tokenOf(request);
    const holder = token === undefined ? undefined : await holderOf(ledger, token);
    if (!holder) throw refuseToken(request, limits.wrongTokens);
    if (!KINDS_OF_ROLE[role].includes(holder.kind))
      throw new ApiRefusal(403, 'forbidden', `a token of kind "${holder.kind}" may not do this`);
    request.holder = holder;
  };
}
