/** `/ping`, `/health` and `/query`: what InfluxDB's clients ask before they write. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { VERSION } from '../../../model/version.ts';
import { ApiRefusal } from '../errors.ts';
import { answerQuery, INFLUX_HEADERS } from '../influx.ts';
import type { Route } from '../resource.ts';
import { readParams } from '../resource.ts';

const querySchema = z.object({ q: z.string().min(1).max(10_000) });

/** The statement is in the address, or in a form. */
async function handleQuery(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { body } = request;
  const form = typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : {};
  const { q } = readParams(querySchema, { ...form, ...(request.query as object) });
  const answer = answerQuery(q);
  if (!answer) {
    const message = 'only CREATE DATABASE and SHOW DATABASES are answered here; read through /api/v1';
    throw new ApiRefusal(400, 'unknown_statement', message);
  }
  return reply.headers(INFLUX_HEADERS).send(answer);
}

export const influxRoutes: readonly Route[] = [
  {
    method: 'GET',
    url: '/ping',
    role: 'public',
    handle: async (_request, reply) => reply.code(204).headers(INFLUX_HEADERS).send(),
  },
  {
    method: 'GET',
    url: '/health',
    role: 'public',
    handle: async (_request, reply) =>
      reply.headers(INFLUX_HEADERS).send({
        name: 'influxdb',
        message: 'ready for writes',
        status: 'pass',
        checks: [],
        version: VERSION,
        commit: 'canhmang',
      }),
  },
  { method: 'GET', url: '/query', role: 'writer', errorShape: 'influx1', handle: handleQuery },
  { method: 'POST', url: '/query', role: 'writer', errorShape: 'influx1', handle: handleQuery },
];
