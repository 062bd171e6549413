/**
 * `POST /api/v1/sites/{id}/tests`: a test on the agent of a site, its output a line of JSON each as it comes; who ends the
 * connection ends the test. `POST /api/v1/tests/{id}/stop`: as Ctrl-C does, with a summary.
 */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RemoteRequest, TestEvent } from '../../../model/remote-test.ts';
import { describeTest, remoteRequestSchema, testEventSchema } from '../../../model/remote-test.ts';
import { agentsAt } from '../../agents/agents.ts';
import type { AuditAction } from '../../audit/actions.ts';
import { writeAudit } from '../../audit/audit.ts';
import type { StartRefusal } from '../../remote-tests/tests.ts';
import { isWithin, reachOf } from '../auth/reach.ts';
import { isValid } from '../auth/tokens.ts';
import { authorOf } from '../author.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';

/** Proxies close what is silent for longer. */
const HEARTBEAT_MS = 10_000;
/** Somebody who does not read is not waited for. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const paramsSchema = z.object({ id: z.string().max(64) });

const REFUSALS: Readonly<Record<StartRefusal, readonly [status: number, text: (site: string) => string]>> = {
  agent_away: [503, (site) => `no agent at "${site}" is connected`],
  tests_refused: [403, (site) => `the agent at "${site}" is told on its own machine to do no tests`],
  test_running: [409, (site) => `a test runs at "${site}" already; one at a time`],
};

/** Everything is checked, and written into the audit, before the agent hears of it. */
async function begin(request: FastifyRequest, context: ApiContext) {
  const { config, remoteTests } = context;
  const { id } = readParams(paramsSchema, request.params);
  const wanted = readParams(remoteRequestSchema, request.body);
  const there = agentsAt(config, id);
  if (!there || !isWithin(there.site, reachOf(request, context)))
    throw new ApiRefusal(404, 'unknown_site', `there is no site or agent "${id}"`);
  const { site } = there;
  const { holder } = request;
  if (holder?.sites && !holder.sites.includes(site))
    throw new ApiRefusal(403, 'forbidden', `this token is not for the site "${site}"`);
  const allowed = there.agents.filter((agent) => agent.remote_tests);
  if (allowed.length === 0)
    throw new ApiRefusal(403, 'tests_forbidden', `the configuration allows no tests at "${site}"`);
  const agents = allowed.map((agent) => agent.id);
  const chosen = () => {
    const choice = remoteTests.choose({ site, agents });
    if (typeof choice !== 'string') return choice.agent;
    const [status, text] = REFUSALS[choice];
    throw new ApiRefusal(status, choice, text(site));
  };
  const note = noteFor(request, context, site, wanted);
  await note('test.start', chosen());
  // While that was written another may have begun.
  return { site, agents, request: wanted, agent: chosen(), note };
}

function noteFor(request: FastifyRequest, { ledger, now }: ApiContext, site: string, wanted: RemoteRequest) {
  const author = authorOf(request);
  const test = describeTest(wanted.test);
  return (action: AuditAction, more: string) =>
    writeAudit(ledger, {
      ...{ at_ms: now(), author, address: request.ip, action },
      ...{ object: `site:${site}`, detail: `${test} (${more})` },
    });
}

export const siteTestRoutes: readonly Route[] = [
  {
    summary: 'Has the agent of a site do a test',
    description: 'What comes out is a line of JSON each, as it comes. Who ends the connection ends the test.',
    params: paramsSchema,
    body: remoteRequestSchema,
    answer: testEventSchema,
    produces: ['application/x-ndjson'],
    audit: 'test.start',
    method: 'POST',
    url: '/api/v1/sites/:id/tests',
    role: 'technician',
    actsOnMachines: true,
    reach: 'sites',
    async handle(request, reply, context) {
      const { remoteTests, logger, ledger, now } = context;
      const { note, agent, ...start } = await begin(request, context);
      const { site } = start;
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      let ended: string | undefined;
      const tell = (event: TestEvent) => {
        stream.write(`${JSON.stringify(event)}\n`);
        if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
        if (event.type !== 'end' && event.type !== 'gone') return;
        ended = event.type === 'end' ? `${event.why}, exit code ${event.exitCode}` : 'the agent went away';
        stream.end();
      };
      const heartbeat = setInterval(() => {
        tell({ type: 'here' });
        // Who may come in no more has the test ended. A ledger that cannot be read ends nothing.
        const asked = request.holder && isValid(ledger, request.holder, now());
        asked?.then((valid) => valid || stream.destroy()).catch(() => undefined);
      }, HEARTBEAT_MS);
      const id = remoteTests.start(agent, { ...start, author: authorOf(request), tell });
      logger.info({ test: id, site, agent, by: authorOf(request) }, 'remote test: begun');
      stream.on('close', () => {
        clearInterval(heartbeat);
        remoteTests.cancel(id);
        logger.info({ test: id, site, ended: ended ?? 'cancelled' }, 'remote test: ended');
        note('test.end', ended ?? 'cancelled').catch((error) =>
          logger.error({ err: error, test: id }, 'remote test: its end cannot be written down'),
        );
      });
    },
  },
  {
    summary: 'Ends a test with its summary',
    params: paramsSchema,
    status: 202,
    audit: 'test.stop',
    method: 'POST',
    url: '/api/v1/tests/:id/stop',
    role: 'technician',
    actsOnMachines: true,
    reach: 'sites',
    async handle(request, reply, context) {
      const { remoteTests, ledger } = context;
      const { id } = readParams(paramsSchema, request.params);
      const isAdmin = request.holder?.kind === 'admin';
      if (!remoteTests.stop(id, isAdmin ? undefined : authorOf(request)))
        throw new ApiRefusal(404, 'unknown_test', 'there is no such test of yours');
      await noteAct(request, context, ledger, { object: `test:${id}` });
      return reply.code(202).send();
    },
  },
];
