/** `POST /api/v2/write` and `POST /write`: line protocol from our agents, Telegraf or any Influx client. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NumberRanges } from '../../../model/number-ranges.ts';
import { isPrecision } from '../../../model/precision.ts';
import type { BatchIdentity } from '../../ingest/batch-identity.ts';
import { parseBatchIdentity } from '../../ingest/batch-identity.ts';
import type { Accepted } from '../../ingest/ingest.ts';
import { admissionOf } from '../auth/rights.ts';
import type { Holder } from '../auth/tokens.ts';
import type { ErrorShape } from '../errors.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import { INFLUX_HEADERS } from '../influx.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import type { WriteBody } from '../write-body.ts';
import { bodyOf, MAX_WRITE_BYTES } from '../write-body.ts';
import type { Lane } from '../write-queue.ts';

const RETRY_AFTER_S = 5;
/** Lines named in the answer; the rest are counted. */
const SHOWN_ERRORS = 20;
/** Fuller than this, what waits for store and ledger is left to live measurements. */
const BACKLOG_PRESSURE = 0.5;

const querySchema = z.object({
  precision: z.string().default('ns').refine(isPrecision, 'one of ns, us, ms, s (n, u, m, h for /write)'),
});

function identityOf(request: FastifyRequest, holder: Holder): BatchIdentity | undefined {
  const header = request.headers['canhmang-batch'];
  if (header === undefined) return undefined;
  const identity = typeof header === 'string' ? parseBatchIdentity(header) : undefined;
  if (!identity)
    throw new ApiRefusal(400, 'bad_batch', 'Canhmang-Batch: agent=…;epoch=…;first=…;last=… is expected');
  if (holder.kind !== 'agent' || identity.agent !== holder.holder)
    throw new ApiRefusal(403, 'foreign_agent', `this token is not of the agent "${identity.agent}"`);
  return identity;
}

/** @throws ApiRefusal of what was not taken. */
function answer(accepted: Accepted, reply: FastifyReply): FastifyReply {
  switch (accepted.kind) {
    case 'duplicate':
      return reply.code(204).send();
    case 'overlap':
      throw new ApiRefusal(409, 'overlap', 'some of these records are here already', {
        headers: { 'canhmang-taken': String(new NumberRanges(accepted.taken)) },
      });
    case 'busy':
      throw comeBackLater(503, 'busy', 'too much is waiting to be stored; come back later', RETRY_AFTER_S);
    case 'stored': {
      const { points, errors } = accepted;
      if (errors.length === 0) return reply.code(204).send();
      const details = errors
        .slice(0, SHOWN_ERRORS)
        .map(({ line, column, reason }) => `line ${line}, column ${column}: ${reason}`);
      // "partial write" and "dropped=" are what Telegraf looks for before it takes such a batch for done.
      const message = `partial write: ${points} line(s) stored, ${errors.length} refused; ${details[0]} dropped=${errors.length}`;
      throw new ApiRefusal(400, 'partial_write', message, {
        details,
        headers: { 'canhmang-refused': String(errors.length) },
      });
    }
  }
}

/** @throws ApiRefusal when the writer sends too much, or too much waits already. */
function checkLimits({ holder }: Holder, lane: Lane, body: WriteBody, { limits, ingest }: ApiContext): void {
  const waitS = Math.max(limits.writes.take(holder), limits.writtenBytes.take(holder, body.bytes));
  if (waitS > 0)
    throw comeBackLater(
      429,
      'too_many_writes',
      `"${holder}" writes too much at once; come back later`,
      waitS,
    );
  const isFull = lane === 'backlog' && ingest.pressure > BACKLOG_PRESSURE;
  if (isFull || !limits.writeQueue.hasRoom(lane))
    throw comeBackLater(503, 'busy', 'too much is waiting to be stored; come back later', RETRY_AFTER_S);
}

async function handle(request: FastifyRequest, reply: FastifyReply, context: ApiContext): Promise<unknown> {
  const { holder } = request;
  if (!holder) throw new ApiRefusal(401, 'unauthorized', 'a valid token is needed');
  const { precision } = readParams(querySchema, request.query);
  const identity = identityOf(request, holder);
  const admission = admissionOf(holder, context.config);
  const body = bodyOf(request);
  const lane: Lane = request.headers['canhmang-lane'] === 'backlog' ? 'backlog' : 'live';
  checkLimits(holder, lane, body, context);
  const work = { key: holder.holder, lane, bytes: body.bytes };
  const accepted = await context.limits.writeQueue.run(work, async () => {
    const lines = await body.open();
    return context.ingest
      .accept(lines, isPrecision(precision) ? precision : 'ns', identity, admission)
      .catch((error) => {
        context.logger.error({ err: error }, 'ingest: batch cannot be made durable');
        const message = 'the batch cannot be written to disk; it was not accepted';
        throw comeBackLater(503, 'not_durable', message, RETRY_AFTER_S);
      });
  });
  reply.headers(INFLUX_HEADERS);
  return answer(accepted, reply);
}

const writeRoute = (url: string, errorShape: ErrorShape): Route => ({
  summary: 'Takes measurements in line protocol, plain or as gzip',
  query: querySchema,
  body: z.string(),
  consumes: 'text/plain',
  status: 204,
  method: 'POST',
  url,
  role: 'writer',
  errorShape,
  bodyLimit: MAX_WRITE_BYTES,
  handle,
});

export const writeRoutes: readonly Route[] = [
  writeRoute('/api/v2/write', 'influx2'),
  writeRoute('/write', 'influx1'),
];
