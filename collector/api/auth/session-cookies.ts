/** The two cookies of somebody who is signed in at the page. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfOf, SESSION_LONGEST_MS } from '../../accounts/sessions.ts';
import { CSRF_COOKIE, SESSION_COOKIE } from './guard.ts';

export function setSessionCookies(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const shared = {
    path: '/',
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: SESSION_LONGEST_MS / 1_000,
  } as const;
  void reply.setCookie(SESSION_COOKIE, secret, { ...shared, httpOnly: true });
  // Read by the page's scripts: worth nothing without the other one.
  void reply.setCookie(CSRF_COOKIE, csrfOf(secret), shared);
}

export function clearSessionCookies(reply: FastifyReply): void {
  for (const name of [SESSION_COOKIE, CSRF_COOKIE]) void reply.clearCookie(name, { path: '/' });
}
