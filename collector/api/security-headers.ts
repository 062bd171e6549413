/** What browsers are told of every answer that people get: what a page of ours may load, and who may do what with it. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No browser asks: what it would be told is traffic on thin lines for nothing. */
    forPrograms?: boolean;
  }
}

/** Nothing from elsewhere, no script and no style in the page's own text, framed by nobody. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
} as const;

/** @param styles what is allowed beside the style sheets of this host: `'nonce-…'`, `'sha256-…'`. */
export function contentSecurityPolicy(styles?: string): string {
  const own = POLICY['style-src'];
  const directives = { ...POLICY, 'style-src': styles === undefined ? own : `${own} ${styles}` };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** The source of one style that is in the page's own text (CSP level 3, section 2.3.1). */
export function styleHash(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

/** What a page of ours never asks for, so that nothing in it ever can. */
const REFUSED_FEATURES = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
];

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy(),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': REFUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'x-frame-options': 'DENY',
};

/** Half a year: browsers then ask this host over TLS only. Of others on the same domain nothing is said. */
const STRICT_TRANSPORT = 'max-age=15552000';

/** On the connection itself: answers that are streamed have them too. What a handler sets goes before. */
function tell({ protocol, routeOptions }: FastifyRequest, { raw }: Pick<FastifyReply, 'raw'>): void {
  if (routeOptions.config?.forPrograms) {
    raw.setHeader('x-content-type-options', 'nosniff');
    return;
  }
  for (const [name, value] of Object.entries(HEADERS)) raw.setHeader(name, value);
  // RFC 6797 section 7.2: not over plain HTTP.
  if (protocol === 'https') raw.setHeader('strict-transport-security', STRICT_TRANSPORT);
}

export function installSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => tell(request, reply));
}

/** Where no hook is called: what cannot be routed. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = HEADERS;
