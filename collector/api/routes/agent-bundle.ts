/**
 * New versions of agents. For an agent: `GET /api/v1/agent/bundle` (manifest and signature), `GET …/bundle/{id}` (a
 * part of it, by `Range`), `POST /api/v1/agent/bundle` (how it stands). For people: `GET /api/v1/agents/bundle`, and
 * for admins `POST /api/v1/agents/bundle`, `POST /api/v1/agents/bundle/withdraw`.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RefusedBundle } from '../../../config/signed-bundle.ts';
import {
  BUNDLE_PART_BYTES,
  bundleReportSchema,
  MAX_PACKED_BYTES,
  signedManifestSchema,
} from '../../../model/agent-bundle.ts';
import { findAgent } from '../../agents/agents.ts';
import { readBundleReports, writeBundleReport } from '../../ledger/agent-bundles.ts';
import { agentBundleRows } from '../agent-bundle-rows.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import { agentBundleStatusSchema } from '../schemas/collector.ts';
import type { AgentBundleStatus } from '../types/agents.ts';

const idSchema = z.object({ id: z.string() });
const offerSchema = z.strictObject({
  /** The file, base64. */
  bundle: z.base64(),
  agents: z.array(z.string()).min(1).optional(),
});
/** A third more for base64, and the line in front. */
const OFFER_BODY_BYTES = Math.ceil(MAX_PACKED_BYTES * 1.4);
/** One range of octets (RFC 9110 section 14.1.2): all that an agent asks for. */
const RANGE = /^bytes=(\d{1,8})-(\d{1,8})$/;

function notOffered(): ApiRefusal {
  return new ApiRefusal(404, 'no_bundle', 'no such bundle is offered to this agent');
}

/** @throws ApiRefusal for an agent that the configuration does not know. */
function checkAgents({ config }: ApiContext, agents: readonly string[] | undefined): void {
  const unknown = agents?.filter((id) => !findAgent(config, id)) ?? [];
  if (unknown.length > 0)
    throw new ApiRefusal(
      404,
      'unknown_agent',
      `there is no agent ${unknown.map((id) => `"${id}"`).join(', ')}`,
    );
}

async function statusOf({ config, ledger, agents, bundles }: ApiContext): Promise<AgentBundleStatus> {
  const offer = bundles.current;
  const items = agentBundleRows(config, await agents.list(), await readBundleReports(ledger), offer);
  const offered = offer && {
    ...{ id: offer.id, version: offer.manifest.version, bytes: offer.manifest.bytes },
    ...{ signedAt: offer.manifest.signed_at, offeredAt: iso(offer.offeredMs), agents: offer.agents ?? null },
  };
  return { offer: offered ?? null, items };
}

export const agentBundleRoutes: readonly Route[] = [
  {
    summary: 'The new version that is offered to this agent',
    answer: signedManifestSchema,
    method: 'GET',
    url: '/api/v1/agent/bundle',
    role: 'agent',
    async handle(request, _reply, { bundles }) {
      const offer = bundles.for(request.holder?.holder ?? '');
      if (!offer) throw notOffered();
      return offer.signed;
    },
  },
  {
    summary: 'A part of it, by Range',
    params: idSchema,
    produces: ['application/octet-stream'],
    status: 206,
    method: 'GET',
    url: '/api/v1/agent/bundle/:id',
    role: 'agent',
    async handle(request, reply, { bundles }) {
      const { id } = readParams(idSchema, request.params);
      const offer = bundles.for(request.holder?.holder ?? '');
      if (offer?.id !== id) throw notOffered();
      const { packed } = offer;
      const [, from, to] = RANGE.exec(request.headers.range ?? '') ?? [];
      const [first, last] = [Number(from), Math.min(Number(to), packed.length - 1)];
      if (!(first <= last && last - first < BUNDLE_PART_BYTES)) {
        const headers = { 'content-range': `bytes */${packed.length}` };
        const wanted = `bytes=FIRST-LAST of ${packed.length}, at most ${BUNDLE_PART_BYTES}`;
        throw new ApiRefusal(416, 'bad_range', `a range is expected: ${wanted}`, { headers });
      }
      return reply
        .code(206)
        .header('content-range', `bytes ${first}-${last}/${packed.length}`)
        .type('application/octet-stream')
        .send(packed.subarray(first, last + 1));
    },
  },
  {
    summary: 'How it stands with it at this agent',
    body: bundleReportSchema,
    status: 204,
    method: 'POST',
    url: '/api/v1/agent/bundle',
    role: 'agent',
    async handle(request, reply, { ledger, logger, now }) {
      const report = readParams(bundleReportSchema, request.body);
      const agent = request.holder?.holder ?? '';
      await writeBundleReport(ledger, agent, report, now());
      const isBad = report.state === 'refused' || report.state === 'rolled_back';
      logger[isBad ? 'warn' : 'info']({ agent, ...report }, 'bundle: an agent says how it stands');
      return reply.code(204).send();
    },
  },
  {
    summary: 'The new version that is offered to agents, and how it stands at each',
    answer: agentBundleStatusSchema,
    method: 'GET',
    url: '/api/v1/agents/bundle',
    role: 'viewer',
    handle: (_request, _reply, context) => statusOf(context),
  },
  {
    summary: 'Offers a signed new version to agents',
    body: offerSchema,
    answer: agentBundleStatusSchema,
    audit: 'bundle.offer',
    method: 'POST',
    url: '/api/v1/agents/bundle',
    role: 'admin',
    bodyLimit: OFFER_BODY_BYTES,
    async handle(request, _reply, context) {
      const { bundle, agents } = readParams(offerSchema, request.body);
      checkAgents(context, agents);
      const by = request.holder?.holder;
      const packed = Buffer.from(bundle, 'base64');
      const object = `bundle:${createHash('sha256').update(packed).digest('hex')}`;
      await noteAct(request, context, context.ledger, { object, detail: { bytes: packed.length, agents } });
      try {
        const { id, manifest } = context.bundles.put(packed, agents, context.now());
        context.logger.info({ id, version: manifest.version, agents, by }, 'bundle: offered');
      } catch (error) {
        if (!(error instanceof RefusedBundle)) throw error;
        const detail = { reason: error.reason };
        await noteAct(request, context, context.ledger, { action: 'bundle.refused', object, detail });
        context.logger.warn({ reason: error.reason, detail: error.message, by }, 'bundle: not offered');
        throw new ApiRefusal(409, `bundle_${error.reason}`, error.message);
      }
      return statusOf(context);
    },
  },
  {
    summary: 'Offers it no more',
    answer: agentBundleStatusSchema,
    audit: 'bundle.withdraw',
    method: 'POST',
    url: '/api/v1/agents/bundle/withdraw',
    role: 'admin',
    async handle(request, _reply, context) {
      const { bundles, logger, ledger } = context;
      const { current } = bundles;
      if (!current) throw new ApiRefusal(404, 'no_bundle', 'no bundle is offered');
      await noteAct(request, context, ledger, { object: `bundle:${current.id}` });
      bundles.withdraw();
      logger.info({ by: request.holder?.holder }, 'bundle: withdrawn');
      return statusOf(context);
    },
  },
];
