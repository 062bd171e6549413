/** `GET /api/v1/incidents` */
import { z } from 'zod';
import { listIncidents } from '../../incidents/incidents.ts';
import type { IncidentRecord } from '../../ledger/schema.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import type { IncidentRow, List } from '../types.ts';

const querySchema = z.object({
  state: z.enum(['open', 'resolved', 'all']).default('all'),
  site: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

export function incidentRow(incident: IncidentRecord, nameOf: ApiContext['nameOf']): IncidentRow {
  return {
    id: incident.id,
    subject: incident.subject,
    subjectName: nameOf(incident.subject),
    site: incident.site,
    kind: incident.kind,
    severity: incident.severity,
    title: incident.title,
    cause: incident.cause,
    flapping: incident.flapping_ms !== null,
    acknowledgedAt: incident.acknowledged_ms === null ? null : iso(incident.acknowledged_ms),
    acknowledgedBy: incident.acknowledged_by,
    assignee: incident.assignee,
    openedAt: iso(incident.opened_ms),
    resolvedAt: incident.resolved_ms === null ? null : iso(incident.resolved_ms),
    proof: incident.proof,
  };
}

export const incidentsRoute: Route = {
  method: 'GET',
  url: '/api/v1/incidents',
  role: 'reader',
  async handle(request, _reply, { ledger, nameOf }): Promise<List<IncidentRow>> {
    const incidents = await listIncidents(ledger, readParams(querySchema, request.query));
    return { items: incidents.map((incident) => incidentRow(incident, nameOf)), total: incidents.length };
  },
};
