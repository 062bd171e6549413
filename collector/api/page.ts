/** The page, and what is said of paths and methods that there are not. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { ApiRefusal } from './errors.ts';
import type { EventHub } from './event-hub.ts';
import type { Route } from './resource.ts';
import { contentSecurityPolicy } from './security-headers.ts';

/** In the page: id of the newest event when it was asked for. It reads its lists after that, and hears what came since. */
const LAST_EVENT_PLACE = 'canhmang-last-event';
/** In the page as built (dashboards/web/vite.config.ts), in the place of a number that is good for one answer. */
const NONCE_PLACE = 'canhmang-nonce';
/** CSP level 3, section 7.1: at least 128 bits. */
const NONCE_BYTES = 16;

/** Serves the page where it is built, and answers everything that no route takes. */
export async function servePage(
  server: FastifyInstance,
  webRoot: string,
  routes: readonly Route[],
  hub: EventHub,
): Promise<void> {
  const built = existsSync(webRoot);
  const page = built ? readFileSync(join(webRoot, 'index.html'), 'utf8') : '';
  if (built) {
    await server.register(fastifyStatic, {
      root: webRoot,
      wildcard: false,
      maxAge: '1y',
      immutable: true,
      index: false,
      // The build has put .br and .gz beside each file: a commune's line is thin.
      preCompressed: true,
      setHeaders: (response) => {
        response.setHeader('vary', 'accept-encoding');
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const allowed = methodsOf(path, routes);
    if (allowed.length > 0) {
      // RFC 9110 section 15.5.6
      throw new ApiRefusal(405, 'wrong_method', `${path} takes ${allowed.join(', ')}`, {
        headers: { allow: allowed.join(', ') },
      });
    }
    // Paths of the page's own router all get the page; a missing file or resource is told as such.
    if (built && request.method === 'GET' && !path.startsWith('/api/') && !path.startsWith('/assets/')) {
      const nonce = randomBytes(NONCE_BYTES).toString('base64');
      return reply
        .header('cache-control', 'no-store')
        .header('content-security-policy', contentSecurityPolicy(`'nonce-${nonce}'`))
        .type('text/html; charset=utf-8')
        .send(page.replaceAll(NONCE_PLACE, nonce).replace(LAST_EVENT_PLACE, String(hub.lastId)));
    }
    throw new ApiRefusal(404, 'not_found', `there is no ${request.method} ${path}`);
  });
}

/** Methods that a path has routes for; where there is GET there is HEAD. */
export function methodsOf(path: string, routes: readonly Pick<Route, 'method' | 'url'>[]): string[] {
  const methods = routes
    .filter(({ url }) => new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path))
    .map(({ method }) => method);
  return methods.includes('GET') ? ['HEAD', ...methods] : methods;
}
