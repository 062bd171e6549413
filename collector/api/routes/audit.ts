/** `GET /api/v1/audit`: who had what done from afar, the latest first. */
import { z } from 'zod';
import { readAudit } from '../../audit/audit.ts';
import type { Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import type { AuditRow, List } from '../types.ts';

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  before: z.coerce.number().int().min(1).optional(),
});

export const auditRoute: Route = {
  method: 'GET',
  url: '/api/v1/audit',
  role: 'admin',
  async handle(request, _reply, { ledger }): Promise<List<AuditRow>> {
    const { limit, before } = readParams(querySchema, request.query);
    const records = await readAudit(ledger, limit, before);
    const items = records.map(({ at_ms, ...record }) => ({ ...record, at: iso(at_ms) }));
    return { items, total: items.length };
  },
};
