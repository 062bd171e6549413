/**
 * `GET /api/v1/agent/tests`: the connection on which an agent hears what tests it is to do, a line of JSON each.
 * `POST /api/v1/agent/tests/{id}`: what came out.
 */
import { z } from 'zod';
import type { AgentOrder } from '../../../model/remote-test.ts';
import { agentOrderSchema, testReportSchema } from '../../../model/remote-test.ts';
import { findAgent } from '../../agents/agents.ts';
import { isValid } from '../auth/tokens.ts';
import { ApiRefusal } from '../errors.ts';
import type { Route } from '../resource.ts';
import { readParams } from '../resource.ts';

/** Routers at sites forget what is silent for longer; it costs the line ten octets a second. */
const HEARTBEAT_MS = 25_000;
const querySchema = z.object({
  refused: z.enum(['yes']).optional(),
  running: z.string().max(64).optional(),
});
const paramsSchema = z.object({ id: z.string().max(64) });

export const agentTestRoutes: readonly Route[] = [
  {
    summary: 'The connection on which this agent hears what tests it is to do',
    description: 'A line of JSON each, as it comes. 204 where tests are not wanted.',
    query: querySchema,
    answer: agentOrderSchema,
    produces: ['application/x-ndjson'],
    method: 'GET',
    url: '/api/v1/agent/tests',
    role: 'agent',
    async handle(request, reply, { config, ledger, remoteTests, now }) {
      const { refused, running } = readParams(querySchema, request.query);
      const { holder } = request;
      const agent = holder?.holder ?? '';
      const entry = findAgent(config, agent);
      if (!entry) throw new ApiRefusal(404, 'unknown_agent', `the configuration has no agent "${agent}"`);
      if (refused) remoteTests.refuse(agent);
      if (refused || !entry.remote_tests) return reply.code(204).send();
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const send = (order: AgentOrder) => void stream.write(`${JSON.stringify(order)}\n`);
      send({ type: 'here' });
      const end = remoteTests.connect(agent, running, send);
      const heartbeat = setInterval(() => {
        send({ type: 'here' });
        // An agent whose token was taken away is told nothing any more. A ledger that cannot be read ends nothing.
        const asked = holder && isValid(ledger, holder, now());
        asked?.then((valid) => valid || stream.destroy()).catch(() => undefined);
      }, HEARTBEAT_MS);
      stream.on('close', () => {
        clearInterval(heartbeat);
        end();
      });
    },
  },
  {
    summary: 'What came out of a test',
    params: paramsSchema,
    body: testReportSchema,
    status: 204,
    method: 'POST',
    url: '/api/v1/agent/tests/:id',
    role: 'agent',
    // The largest report: `MOST_OUTPUTS` texts are cut into several before they come to so much.
    bodyLimit: 1024 * 1024,
    async handle(request, reply, { remoteTests }) {
      const { id } = readParams(paramsSchema, request.params);
      const report = readParams(testReportSchema, request.body);
      if (!remoteTests.report(request.holder?.holder ?? '', id, report))
        throw new ApiRefusal(404, 'unknown_test', 'there is no such test any more');
      return reply.code(204).send();
    },
  },
];
