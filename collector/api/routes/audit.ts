/** `GET /api/v1/audit`: who had what done, the latest first. `GET /api/v1/audit/verify`: whether it is as it was written. */
import { z } from 'zod';
import { AUDIT_ACTIONS } from '../../audit/actions.ts';
import { readAudit } from '../../audit/audit.ts';
import { verifyAudit } from '../../audit/verify.ts';
import type { Route } from '../resource.ts';
import { iso, momentSchema, readParams } from '../resource.ts';
import { auditRowSchema, auditVerdictSchema } from '../schemas/collector.ts';
import { listOf } from '../schemas/parts.ts';
import type { AuditRow, AuditVerdictAnswer } from '../types/audit.ts';
import type { List } from '../types/parts.ts';

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  before: z.coerce.number().int().min(1).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  q: z
    .string()
    .max(100)
    .transform((text) => text.normalize('NFC').trim() || undefined)
    .optional()
    .describe('In who, from where, on what or the words that belong to it'),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
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
    const { limit, before, action, q, from, to } = readParams(querySchema, request.query);
    const search = { action, text: q, fromMs: from, toMs: to };
    const records = await readAudit(ledger, limit, before, search);
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
