/**
 * Refusals of bodies that are too large, which come before all has been sent. Closing at once would have the system
 * reset the connection, and the reset takes the answer away from who is still sending (RFC 9112 section 9.6).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whoever sends for longer than this after the answer has not read it and will not. */
const LINGER_MS = 5_000;

const TOO_LARGE = 413;

/** Reads on behind such an answer, and keeps nothing of it. To be called before the answer is sent. */
export function readOnBehind(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  if (reply.statusCode !== TOO_LARGE || raw.complete) return;
  // Put there by the framework, which would close as soon as the answer is out.
  reply.removeHeader('connection');
  raw.resume();
  const impatience = setTimeout(() => raw.socket.destroy(), LINGER_MS);
  for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(impatience));
}
