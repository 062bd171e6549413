/** `POST /api/v1/session`: the page exchanges an access token for a cookie that scripts cannot read. */
import { z } from 'zod';
import { KINDS_OF_ROLE, refuseToken, SESSION_COOKIE } from '../auth/guard.ts';
import { holderOf } from '../auth/tokens.ts';
import type { Route } from '../resource.ts';
import { readParams } from '../resource.ts';

const bodySchema = z.strictObject({ token: z.string().min(1).max(200) });
const LIFETIME_S = 12 * 3_600;

export const sessionRoute: Route = {
  method: 'POST',
  url: '/api/v1/session',
  role: 'public',
  async handle(request, reply, { ledger, limits }) {
    const { token } = readParams(bodySchema, request.body);
    const holder = await holderOf(ledger, token);
    if (!holder || !KINDS_OF_ROLE.reader.includes(holder.kind))
      throw refuseToken(request, limits.wrongTokens);
    return reply
      .setCookie(SESSION_COOKIE, token, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
        maxAge: LIFETIME_S,
      })
      .code(204)
      .send();
  },
};
