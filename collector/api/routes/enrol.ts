/** `POST /api/v1/agent/enroll`: an agent that has no token yet gives a code for one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EnrolAnswer, EnrolRefusal } from '../../../model/enrolment.ts';
import { enrolAnswerSchema, enrolRequestSchema } from '../../../model/enrolment.ts';
import { findAgent } from '../../agents/agents.ts';
import { redeemCode } from '../auth/enrolment.ts';
import { hashToken } from '../auth/tokens.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';

const REASONS: Readonly<
  Record<Exclude<EnrolRefusal, 'too_many_codes'>, readonly [status: number, text: string]>
> = {
  code_unknown: [403, 'there is no such code'],
  code_used: [410, 'this code has been used already; a code is good once'],
  code_expired: [410, 'this code has expired, or a newer one was made'],
};

async function handle(
  request: FastifyRequest,
  _reply: FastifyReply,
  context: ApiContext,
): Promise<EnrolAnswer> {
  const { ledger, config, limits, logger, now } = context;
  const { code, token } = readParams(enrolRequestSchema, request.body);
  const waitS = limits.wrongCodes.waitS(request.ip);
  if (waitS > 0) throw comeBackLater(429, 'too_many_codes', 'too many wrong codes; come back later', waitS);
  const redeemed = await ledger.transaction().execute(async (transaction) => {
    const result = await redeemCode(transaction, code, hashToken(token), now());
    if (result.kind !== 'enrolled') return result;
    const { agent } = result;
    await noteAct(request, context, transaction, { object: `agent:${agent}`, author: agent });
    return result;
  });
  if (redeemed.kind !== 'enrolled') {
    limits.wrongCodes.take(request.ip);
    logger.warn({ from: request.ip, reason: redeemed.kind }, 'agent: not enrolled');
    const [status, text] = REASONS[redeemed.kind];
    throw new ApiRefusal(status, redeemed.kind, text);
  }
  const { agent } = redeemed;
  const entry = findAgent(config, agent);
  if (!entry)
    throw new ApiRefusal(409, 'unknown_agent', `the configuration has no agent "${agent}" any more`);
  logger.info({ agent, from: request.ip }, 'agent: enrolled');
  const { bundle_key: bundleKey } = config.installation;
  return { agent, site: entry.site, ...(bundleKey === undefined ? {} : { bundleKey }) };
}

export const enrolRoute: Route = {
  summary: 'Lets the token in that an agent has made, for a one-time code',
  body: enrolRequestSchema,
  answer: enrolAnswerSchema,
  audit: 'agent.enrol',
  method: 'POST',
  url: '/api/v1/agent/enroll',
  role: 'public',
  handle,
};
