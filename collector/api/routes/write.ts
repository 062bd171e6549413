/** `POST /api/v2/write` and `POST /write`: line protocol from our agents, Telegraf or any Influx client. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isPrecision } from '../../../model/line-protocol.ts';
import type { BatchIdentity } from '../../ingest/batch-identity.ts';
import { parseBatchIdentity } from '../../ingest/batch-identity.ts';
import type { Accepted } from '../../ingest/ingest.ts';
import { ApiRefusal } from '../errors.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';

/** Uncompressed. An agent's batch is a quarter of a megabyte. */
export const MAX_WRITE_BYTES = 32 * 1024 * 1024;
const RETRY_AFTER_S = 5;
/** Lines named in the answer; the rest are counted. */
const SHOWN_ERRORS = 20;

const querySchema = z.object({
  precision: z.string().default('ns').refine(isPrecision, 'one of ns, us, ms, s (n, u, m, h for /write)'),
});

function identityOf(request: FastifyRequest): BatchIdentity | undefined {
  const header = request.headers['canhmang-batch'];
  if (header === undefined) return undefined;
  const identity = typeof header === 'string' ? parseBatchIdentity(header) : undefined;
  if (!identity)
    throw new ApiRefusal(400, 'bad_batch', 'Canhmang-Batch: agent=…;epoch=…;first=…;last=… is expected');
  if (identity.agent !== request.holder?.holder) {
    throw new ApiRefusal(403, 'foreign_agent', `this token is not of the agent "${identity.agent}"`);
  }
  return identity;
}

function answer(accepted: Accepted, reply: FastifyReply): FastifyReply {
  switch (accepted.kind) {
    case 'duplicate':
      return reply.code(204).send();
    case 'overlap':
      return reply
        .code(409)
        .header('canhmang-mark', accepted.mark)
        .send({ error: { code: 'overlap', message: `records up to ${accepted.mark} are here already` } });
    case 'busy':
      return reply
        .code(503)
        .header('retry-after', RETRY_AFTER_S)
        .send({ error: { code: 'busy', message: 'too much is waiting to be stored; come back later' } });
    case 'stored': {
      const { errors } = accepted;
      if (errors.length === 0) return reply.code(204).send();
      const details = errors
        .slice(0, SHOWN_ERRORS)
        .map(({ line, column, reason }) => `line ${line}, column ${column}: ${reason}`);
      const message = `partial write: ${accepted.points} line(s) stored, ${errors.length} refused; ${details[0]}`;
      return reply.code(400).send({ error: { code: 'partial_write', message, details } });
    }
  }
}

async function handle(request: FastifyRequest, reply: FastifyReply, context: ApiContext): Promise<unknown> {
  const { precision } = readParams(querySchema, request.query);
  const identity = identityOf(request);
  const text = typeof request.body === 'string' ? request.body : '';
  const accepted = await context.ingest
    .accept(text, isPrecision(precision) ? precision : 'ns', identity)
    .catch((error) => {
      context.logger.error({ err: error }, 'ingest: batch cannot be made durable');
      throw new ApiRefusal(503, 'not_durable', 'the batch cannot be written to disk; it was not accepted');
    });
  return answer(accepted, reply);
}

export const writeRoutes: readonly Route[] = ['/api/v2/write', '/write'].map((url) => ({
  method: 'POST',
  url,
  role: 'agent',
  bodyLimit: MAX_WRITE_BYTES,
  handle,
}));
