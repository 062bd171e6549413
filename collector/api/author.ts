/** Who asks, as timelines name them. */
import type { FastifyRequest } from 'fastify';

/** In the demonstration anybody may do anything, without a token. */
const NOBODY_KNOWN = 'demo';

export function authorOf({ holder }: FastifyRequest): string {
  return holder?.holder ?? NOBODY_KNOWN;
}
