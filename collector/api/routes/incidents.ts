/** `GET /api/v1/incidents`, one of them, and a new one by hand. What people do with them is in incident-acts.ts. */
import { z } from 'zod';
import { fold, queryWords } from '../../../model/fold.ts';
import { CAUSES, SEVERITIES } from '../../../model/incident.ts';
import { isValidOn, UnitTree } from '../../../model/unit-tree.ts';
import { findIncident } from '../../incidents/people.ts';
import { findIncidents } from '../../incidents/query.ts';
import { ApiRefusal } from '../errors.ts';
import { incidentDetail, incidentRows } from '../incident-rows.ts';
import { refusing } from '../refusing.ts';
import type { ApiContext, Route } from '../resource.ts';
import { momentSchema, readParams } from '../resource.ts';
import type { IncidentDetail, IncidentList } from '../types.ts';

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

/** The sites in a unit and in those below it. */
function sitesInUnit({ config }: ApiContext, code: string): string[] {
  const { units, sites } = config.inventory;
  const tree = new UnitTree(units.filter((unit) => isValidOn(unit, config.unitsAsOf)));
  if (!tree.unit(code))
    throw new ApiRefusal(404, 'unknown_unit', `there is no administrative unit "${code}"`);
  return sites
    .filter(({ unit }) => tree.pathFrom(unit).some((above) => above.code === code))
    .map(({ id }) => id);
}

export const incidentRoutes: readonly Route[] = [
  {
    method: 'GET',
    url: '/api/v1/incidents',
    role: 'viewer',
    async handle(request, _reply, context): Promise<IncidentList> {
      const { ledger, nameOf } = context;
      const { unit, from, to, q, ...query } = readParams(querySchema, request.query);
      const found = await findIncidents(
        ledger,
        {
          ...query,
          sites: unit === undefined ? undefined : sitesInUnit(context, unit),
          fromMs: from,
          toMs: to,
          words: q === undefined ? [] : queryWords(q),
        },
        ({ id, subject, title }) => fold(`#${id} ${nameOf(subject)} ${subject} ${title ?? ''}`),
      );
      const items = await incidentRows(ledger, found.items, nameOf);
      return { items, total: found.total, next: found.next ?? null };
    },
  },
  {
    method: 'GET',
    url: '/api/v1/incidents/:id',
    role: 'viewer',
    async handle(request, _reply, { ledger, nameOf }): Promise<IncidentDetail> {
      const { id } = readParams(incidentIdSchema, request.params);
      return refusing(async () => incidentDetail(ledger, await findIncident(ledger, id), nameOf));
    },
  },
];
