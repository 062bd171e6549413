/** Where people have the page. */
import type { FastifyRequest } from 'fastify';
import type { LoadedConfig } from '../../config/load.ts';

/** Where the asking page is, unless the configuration knows better; without a stroke at the end. */
export function pageUrl(request: FastifyRequest, { config }: { readonly config: LoadedConfig }): string {
  const url = config.installation.public_url ?? `${request.protocol}://${request.host}`;
  return url.replace(/\/+$/, '');
}
