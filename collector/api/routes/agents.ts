/** `GET /api/v1/agents`, and for admins: `POST /api/v1/agents/{id}/code`, `POST /api/v1/agents/{id}/revoke`. */
import { z } from 'zod';
import { formatCode } from '../../../model/enrolment.ts';
import { findAgent } from '../../agents/agents.ts';
import { agentRows } from '../agent-rows.ts';
import { CODE_VALID_MS, issueCode, revokeAgent } from '../auth/enrolment.ts';
import { ApiRefusal } from '../errors.ts';
import type { Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import type { AgentRow, EnrolmentCode, List } from '../types.ts';

const idSchema = z.object({ id: z.string() });
const codeSchema = z.strictObject({
  validSeconds: z
    .int()
    .min(60)
    .max(30 * 86_400)
    .default(CODE_VALID_MS / 1_000),
});

export const agentRoutes: readonly Route[] = [
  {
    method: 'GET',
    url: '/api/v1/agents',
    role: 'reader',
    async handle(_request, _reply, { config, agents }): Promise<List<AgentRow>> {
      const items = agentRows(config, await agents.list());
      return { items, total: items.length };
    },
  },
  {
    method: 'POST',
    url: '/api/v1/agents/:id/code',
    role: 'admin',
    async handle(request, _reply, { config, ledger, logger, now }): Promise<EnrolmentCode> {
      const { id } = readParams(idSchema, request.params);
      const { validSeconds } = readParams(codeSchema, request.body ?? {});
      if (!findAgent(config, id))
        throw new ApiRefusal(404, 'unknown_agent', `there is no agent or site "${id}"`);
      const { code, expiresMs } = await issueCode(ledger, id, now(), validSeconds * 1_000);
      logger.info({ agent: id, by: request.holder?.holder }, 'agent: a code was made for it');
      return { agent: id, code: formatCode(code), expires: iso(expiresMs) };
    },
  },
  {
    method: 'POST',
    url: '/api/v1/agents/:id/revoke',
    role: 'admin',
    async handle(request, reply, { ledger, logger, now }) {
      const { id } = readParams(idSchema, request.params);
      if (!(await revokeAgent(ledger, id, now())))
        throw new ApiRefusal(404, 'not_enrolled', `the agent "${id}" has no token`);
      logger.info({ agent: id, by: request.holder?.holder }, 'agent: its token was taken away');
      return reply.code(204).send();
    },
  },
];
