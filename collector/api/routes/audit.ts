/** `GET /api/v1/audit`: who had what done, the latest first. `GET /api/v1/audit/verify`: whether it is as it was written. */
import { z } from 'zod';
import { readAudit } from '../../audit/audit.ts';
import { verifyAudit } from '../../audit/verify.ts';
import type { Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import { auditRowSchema, auditVerdictSchema } from '../schemas/collector.ts';
import { listOf } from '../schemas/parts.ts';
import type { AuditRow, AuditVerdictAnswer, List } from '../types.ts';

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  before: z.coerce.number().int().min(1).optional(),
});

/** `1042:9f86…`: number and hash of a record. */
const headSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}:[0-9a-f]{64}$/, 'the number of a record, a colon, and its hash are expected')
  .transform((text) => {
    const [id = '', hash = ''] = text.split(':');
    return { id: Number(id), hash };
  });
const verifySchema = z.object({ head: headSchema.optional() });

const listRoute: Route = {
  summary: 'Who had what done, the latest first',
  query: querySchema,
  answer: listOf(auditRowSchema),
  method: 'GET',
  url: '/api/v1/audit',
  role: 'admin',
  async handle(request, _reply, { ledger }): Promise<List<AuditRow>> {
    const { limit, before } = readParams(querySchema, request.query);
    const records = await readAudit(ledger, limit, before);
    const items = records.map(({ at_ms, previous: _previous, ...record }) => ({ ...record, at: iso(at_ms) }));
    return { items, total: items.length };
  },
};

const verifyRoute: Route = {
  summary: 'Whether the audit is as it was written',
  query: verifySchema,
  answer: auditVerdictSchema,
  method: 'GET',
  url: '/api/v1/audit/verify',
  role: 'admin',
  async handle(request, _reply, { ledger }): Promise<AuditVerdictAnswer> {
    const { head } = readParams(verifySchema, request.query);
    return verifyAudit(ledger, head);
  },
};

export const auditRoutes: readonly Route[] = [listRoute, verifyRoute];
