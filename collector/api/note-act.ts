/** What a person has the collector do goes into the audit: the route names the act, its handler what it is done to. */
import type { FastifyRequest } from 'fastify';
import type { AuditAction } from '../audit/actions.ts';
import { detailText } from '../audit/actions.ts';
import { writeAudit } from '../audit/audit.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import { authorOf } from './author.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    audit?: AuditAction;
  }
}

export interface NotedAct {
  /** `incident:7`, `site:tram-tau` */
  readonly object: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Who it was, where no token says it. */
  readonly author?: string;
  /** Where it is not the route's own. */
  readonly action?: AuditAction;
}

/**
 * @param ledger the transaction of the act, where it has one; otherwise this is called before anything is done.
 * @throws when it cannot be written: then nothing is to be done.
 */
export async function noteAct(
  request: FastifyRequest,
  { now }: { now(): number },
  ledger: LedgerReader,
  { object, detail = {}, author = authorOf(request), action = request.routeOptions.config.audit }: NotedAct,
): Promise<void> {
  if (!action) throw new Error(`the route ${request.routeOptions.url} names no act`);
  const entry = { at_ms: now(), author, address: request.ip, action, object, detail: detailText(detail) };
  await writeAudit(ledger, entry);
}
