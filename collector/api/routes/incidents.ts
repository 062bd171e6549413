/** `GET /api/v1/incidents`, one of them, and a new one by hand. What people do with them is in incident-acts.ts. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { fold, queryWords } from '../../../model/fold.ts';
import { CAUSES, SEVERITIES } from '../../../model/incident.ts';
import { isValidOn } from '../../../model/unit-tree.ts';
import { findIncident } from '../../incidents/people.ts';
import { findIncidents } from '../../incidents/query.ts';
import type { IncidentRecord } from '../../ledger/schema.ts';
import type { Reach } from '../auth/reach.ts';
import { isWithin, reachOf, seesOf, sitesInUnits } from '../auth/reach.ts';
import { ApiRefusal } from '../errors.ts';
import { incidentDetail, incidentRows } from '../incident-rows.ts';
import { refusing } from '../refusing.ts';
import type { ApiContext, Route } from '../resource.ts';
import { momentSchema, readParams } from '../resource.ts';
import { incidentDetailSchema, incidentListSchema } from '../schemas/incidents.ts';
import type { IncidentDetail, IncidentList } from '../types/incidents.ts';

const yesNo = z.enum(['yes', 'no']).transform((word) => word === 'yes');
/** `major,critical` */
const severities = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(SEVERITIES)).min(1));

const querySchema = z.object({
  state: z.enum(['open', 'resolved', 'all']).default('all'),
  site: z.string().optional(),
  unit: z.string().optional(),
  kind: z.string().max(200).optional(),
  severity: severities.optional(),
  cause: z.enum([...CAUSES, 'none']).optional(),
  assignee: z.string().min(1).max(200).optional(),
  flapping: yesNo.optional(),
  acknowledged: yesNo.optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  q: z.string().max(200).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

export const incidentIdSchema = z.object({ id: z.coerce.number().int().min(1) });

/** The sites in a unit and in those below it, of those that are seen. */
function sitesAsked(request: FastifyRequest, { config }: ApiContext, unit: string | undefined) {
  const reach = reachOf(request, { config });
  if (unit === undefined) return reach && [...reach];
  if (!config.inventory.units.some((one) => one.code === unit && isValidOn(one, config.unitsAsOf)))
    throw new ApiRefusal(404, 'unknown_unit', `there is no administrative unit "${unit}"`);
  return [...sitesInUnits([unit], config)].filter((site) => isWithin(site, reach));
}

/** @throws ApiRefusal 404, also for one of a site that is not seen. */
export async function incidentOf(request: FastifyRequest, context: ApiContext): Promise<IncidentRecord> {
  const { id } = readParams(incidentIdSchema, request.params);
  return seenIncident(id, reachOf(request, context), context);
}

/** @throws ApiRefusal 404, also for one of a site that is not seen. */
export async function seenIncident(
  id: number,
  reach: Reach,
  { ledger }: ApiContext,
): Promise<IncidentRecord> {
  const incident = await refusing(() => findIncident(ledger, id));
  if (isWithin(incident.site, reach)) return incident;
  throw new ApiRefusal(404, 'unknown_incident', `there is no incident ${id}`);
}

export const incidentRoutes: readonly Route[] = [
  {
    summary: 'The incidents, newest first',
    query: querySchema,
    answer: incidentListSchema,
    method: 'GET',
    url: '/api/v1/incidents',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<IncidentList> {
      const { ledger, nameOf } = context;
      const { unit, from, to, q, ...query } = readParams(querySchema, request.query);
      const found = await findIncidents(
        ledger,
        {
          ...query,
          sites: sitesAsked(request, context, unit),
          fromMs: from,
          toMs: to,
          words: q === undefined ? [] : queryWords(q),
        },
        ({ id, subject, title }) => fold(`#${id} ${nameOf(subject)} ${subject} ${title ?? ''}`),
      );
      const items = await incidentRows(ledger, found.items, nameOf, seesOf(request, context));
      return { items, total: found.total, next: found.next ?? null };
    },
  },
  {
    summary: 'One with its timeline, its facts, and who else suffers',
    params: incidentIdSchema,
    answer: incidentDetailSchema,
    method: 'GET',
    url: '/api/v1/incidents/:id',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<IncidentDetail> {
      const { ledger, nameOf } = context;
      return incidentDetail(ledger, await incidentOf(request, context), nameOf, seesOf(request, context));
    },
  },
];
