/** `GET /api/v1/agent/config`: what the asking agent is to measure, with an ETag. */
import { createHash } from 'node:crypto';
import { BUNDLE_HEADER } from '../../../model/agent-bundle.ts';
import { agentConfigSchema } from '../../../model/probe-settings.ts';
import { findAgent } from '../../agents/agents.ts';
import { agentConfig } from '../../agents/jobs.ts';
import { ApiRefusal } from '../errors.ts';
import type { Route } from '../resource.ts';

export const agentConfigRoute: Route = {
  summary: 'What this agent is to measure, with an ETag',
  answer: agentConfigSchema,
  method: 'GET',
  url: '/api/v1/agent/config',
  role: 'agent',
  async handle(request, reply, { config, singleAddress, bundles }) {
    const id = request.holder?.holder ?? '';
    const agent = findAgent(config, id);
    if (!agent) throw new ApiRefusal(404, 'unknown_agent', `the configuration has no agent "${id}"`);
    const offer = bundles.for(id);
    if (offer) reply.header(BUNDLE_HEADER, offer.id);
    const body = JSON.stringify(agentConfig(agent, config, singleAddress));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.header('etag', etag).type('application/json').send(body);
  },
};
