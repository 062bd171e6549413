/** The two cookies of somebody who is signed in at the page, and the one of a browser that is known for a user. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfOf, SESSION_LONGEST_MS } from '../../accounts/sessions.ts';
import { CSRF_COOKIE, SESSION_COOKIE } from './guard.ts';

/**
 * Whether the browser is at an address of https. A proxy on another machine is not believed what it says of that; what the
 * browser itself says of where the page is that asks may be believed, for it only makes the cookie stricter.
 */
export function isOverTls({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers.origin?.startsWith('https://') === true;
}

/** @param secure whether they are sent over TLS only. */
export function setSessionCookies(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  secure = isOverTls(request),
): void {
  const shared = {
    path: '/',
    sameSite: 'strict',
    secure,
    maxAge: SESSION_LONGEST_MS / 1_000,
  } as const;
  void reply.setCookie(SESSION_COOKIE, secret, { ...shared, httpOnly: true });
  // Read by the page's scripts: worth nothing without the other one.
  void reply.setCookie(CSRF_COOKIE, csrfOf(secret), shared);
}

export function clearSessionCookies(reply: FastifyReply): void {
  for (const name of [SESSION_COOKIE, CSRF_COOKIE]) void reply.clearCookie(name, { path: '/' });
}

/** Half a year from the last time. Each user of a browser has one: rooms share a computer. */
const KNOWN_MAX_AGE_S = 180 * 86_400;
const knownCookie = (user: number) => `canhmang_known_${user}`;

/** What the browser has of `newKnownBrowser`; not checked. */
export function knownSignOf({ cookies }: FastifyRequest, user: number): string | undefined {
  return cookies[knownCookie(user)];
}

export function setKnownCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  user: number,
  sign: string,
): void {
  void reply.setCookie(knownCookie(user), sign, {
    // Where signing in is asked for, and nowhere else.
    path: '/api/v1/session',
    sameSite: 'strict',
    secure: isOverTls(request),
    httpOnly: true,
    maxAge: KNOWN_MAX_AGE_S,
  });
}
