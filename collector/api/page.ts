/** The page, and what is said of paths and methods that there are not. */
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { ApiRefusal } from './errors.ts';
import type { Route } from './resource.ts';

/** Serves the page where it is built, and answers everything that no route takes. */
export async function servePage(
  server: FastifyInstance,
  webRoot: string,
  routes: readonly Route[],
): Promise<void> {
  const built = existsSync(webRoot);
  if (built) {
    await server.register(fastifyStatic, {
      root: webRoot,
      wildcard: false,
      maxAge: '1y',
      immutable: true,
      index: false,
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
      return reply
        .header('cache-control', 'no-cache')
        .sendFile('index.html', { maxAge: 0, immutable: false });
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
