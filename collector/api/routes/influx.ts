/** `/ping`, `/health` and `/query`: what InfluxDB's clients ask before they write. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { VERSION } from '../../../model/version.ts';
import { ApiRefusal } from '../errors.ts';
import { answerQuery, INFLUX_HEADERS } from '../influx.ts';
import type { Route } from '../resource.ts';
import { readParams } from '../resource.ts';

const querySchema = z.object({ q: z.string().min(1).max(10_000) });
const healthSchema = z.strictObject({
  name: z.literal('influxdb'),
  message: z.string(),
  status: z.literal('pass'),
  checks: z.array(z.never()),
  version: z.string(),
  commit: z.string(),
});
const queryDescription = {
  summary: 'CREATE DATABASE and SHOW DATABASES, so that other writers go on to write',
  answer: z.looseObject({ results: z.array(z.looseObject({})) }),
} as const;

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
    summary: 'What InfluxDB’s clients ask first',
    status: 204,
    method: 'GET',
    url: '/ping',
    role: 'public',
    handle: async (_request, reply) => reply.code(204).headers(INFLUX_HEADERS).send(),
  },
  {
    summary: 'What InfluxDB’s clients ask first',
    answer: healthSchema,
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
  {
    ...queryDescription,
    query: querySchema,
    method: 'GET',
    url: '/query',
    role: 'writer',
    errorShape: 'influx1',
    handle: handleQuery,
  },
  {
    ...queryDescription,
    body: querySchema,
    consumes: 'application/x-www-form-urlencoded',
    method: 'POST',
    url: '/query',
    role: 'writer',
    errorShape: 'influx1',
    handle: handleQuery,
  },
];
