/** `GET /api/v1/agents`, and for admins: `POST /api/v1/agents/{id}/code`, `POST /api/v1/agents/{id}/revoke`. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatCode } from '../../../model/enrolment.ts';
import { findAgent, sitesOfAgent } from '../../agents/agents.ts';
import { agentBacklogs, agentRows } from '../agent-rows.ts';
import { CODE_VALID_MS, issueCode, revokeAgent } from '../auth/enrolment.ts';
import { isWithin, reachOf, within } from '../auth/reach.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import { agentRowSchema, enrolmentCodeSchema } from '../schemas/collector.ts';
import { listOf } from '../schemas/parts.ts';
import type { AgentRow, EnrolmentCode } from '../types/agents.ts';
import type { List } from '../types/parts.ts';

const idSchema = z.object({ id: z.string() });
const codeSchema = z.strictObject({
  validSeconds: z
    .int()
    .min(60)
    .max(30 * 86_400)
    .default(CODE_VALID_MS / 1_000),
});

const unknownAgent = (id: string) =>
  new ApiRefusal(404, 'unknown_agent', `there is no agent or site "${id}"`);

/**
 * Its id, also of one that the configuration has no more.
 * @throws ApiRefusal 404 for one that is not seen, 403 for one that also writes for sites that are not.
 */
function agentOf(request: FastifyRequest, { config }: ApiContext): string {
  const { id } = readParams(idSchema, request.params);
  const reach = reachOf(request, { config });
  if (reach === undefined) return id;
  const agent = findAgent(config, id);
  if (!agent || !isWithin(agent.site, reach)) throw unknownAgent(id);
  const sites = sitesOfAgent(agent);
  if (sites && [...sites].every((site) => reach.has(site))) return id;
  throw new ApiRefusal(
    403,
    'out_of_reach',
    `the agent "${id}" also writes for sites outside your part of the province`,
  );
}

export const agentRoutes: readonly Route[] = [
  {
    summary: 'The agents: when last heard, version, clock',
    answer: listOf(agentRowSchema),
    method: 'GET',
    url: '/api/v1/agents',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, { config, agents, store, now }): Promise<List<AgentRow>> {
      const backlogs = agentBacklogs(store.latest('agent', {}), now());
      const rows = agentRows(config, await agents.list(), backlogs);
      const items = within(rows, reachOf(request, { config }), ({ site }) => site);
      return { items, total: items.length };
    },
  },
  {
    summary: 'A one-time code that lets an agent in',
    params: idSchema,
    body: codeSchema,
    answer: enrolmentCodeSchema,
    audit: 'agent.code',
    method: 'POST',
    url: '/api/v1/agents/:id/code',
    role: 'admin',
    reach: 'sites',
    async handle(request, _reply, context): Promise<EnrolmentCode> {
      const { config, ledger, logger, now } = context;
      const id = agentOf(request, context);
      const { validSeconds } = readParams(codeSchema, request.body ?? {});
      if (!findAgent(config, id)) throw unknownAgent(id);
      const { code, expiresMs } = await ledger.transaction().execute(async (transaction) => {
        await noteAct(request, context, transaction, { object: `agent:${id}`, detail: { validSeconds } });
        return issueCode(transaction, id, now(), validSeconds * 1_000);
      });
      logger.info({ agent: id, by: request.holder?.holder }, 'agent: a code was made for it');
      return { agent: id, code: formatCode(code), expires: iso(expiresMs) };
    },
  },
  {
    summary: 'Takes an agent’s token and codes away',
    params: idSchema,
    status: 204,
    audit: 'agent.revoke',
    method: 'POST',
    url: '/api/v1/agents/:id/revoke',
    role: 'admin',
    reach: 'sites',
    async handle(request, reply, context) {
      const { ledger, logger, now } = context;
      const id = agentOf(request, context);
      const hadToken = await ledger.transaction().execute(async (transaction) => {
        const ended = await revokeAgent(transaction, id, now());
        // Also without a token: codes that were made for it have ended.
        await noteAct(request, context, transaction, { object: `agent:${id}`, detail: { token: ended } });
        return ended;
      });
      if (!hadToken) throw new ApiRefusal(404, 'not_enrolled', `the agent "${id}" has no token`);
      logger.info({ agent: id, by: request.holder?.holder }, 'agent: its token was taken away');
      return reply.code(204).send();
    },
  },
];
