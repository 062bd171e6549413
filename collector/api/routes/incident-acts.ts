/** What people do with incidents: `POST /api/v1/incidents`, `/api/v1/incidents/{id}/acknowledge` and so on. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CAUSES, SEVERITIES } from '../../../model/incident.ts';
import type { IncidentChange } from '../../incidents/incidents.ts';
import type { Act } from '../../incidents/people.ts';
import {
  acknowledge,
  assign,
  comment,
  correctCause,
  findIncident,
  merge,
  openManual,
  resolve,
  unmerge,
} from '../../incidents/people.ts';
import type { LedgerTransaction } from '../../ledger/ledger.ts';
import { isWithin, reachOf, seesOf } from '../auth/reach.ts';
import { authorOf } from '../author.ts';
import { ApiRefusal } from '../errors.ts';
import { incidentDetail } from '../incident-rows.ts';
import { noteAct } from '../note-act.ts';
import { refusing } from '../refusing.ts';
import type { ApiContext, Route } from '../resource.ts';
import { momentSchema, readParams } from '../resource.ts';
import { incidentDetailSchema } from '../schemas/incidents.ts';
import { typedLine, typedText } from '../typed-text.ts';
import type { IncidentDetail } from '../types/incidents.ts';
import { incidentIdSchema, incidentOf, seenIncident } from './incidents.ts';

/** What fits on a page and into a mail. */
const textSchema = typedText(2_000);
const optionalText = { text: textSchema.optional() };

/** Each by its word at the end of the address. */
function act<S extends z.ZodObject>(
  word: 'acknowledge' | 'resolve' | 'comment' | 'assign' | 'cause' | 'merge' | 'unmerge',
  summary: string,
  bodySchema: S,
  operate: (
    transaction: LedgerTransaction,
    id: number,
    body: z.output<S>,
    act: Act,
  ) => Promise<IncidentChange[]>,
): Route {
  return {
    summary,
    params: incidentIdSchema,
    body: bodySchema,
    answer: incidentDetailSchema,
    audit: `incident.${word}`,
    method: 'POST',
    url: `/api/v1/incidents/:id/${word}`,
    role: 'operator',
    reach: 'sites',
    async handle(request, _reply, context): Promise<IncidentDetail> {
      const { id } = await incidentOf(request, context);
      const body = readParams(bodySchema, request.body ?? {});
      const into = intoOf(body);
      if (into !== undefined) await seenIncident(into, reachOf(request, context), context);
      await refusing(() =>
        context.act(async (transaction) => {
          const changes = await operate(transaction, id, body, actOf(request, context, textOf(body)));
          const object = `incident:${id}`;
          if (changes.length > 0)
            await noteAct(request, context, transaction, { object, detail: { ...body } });
          return changes;
        }),
      );
      return detailOf(request, context, id);
    },
  };
}

/** The other incident that it is about. */
function intoOf(body: unknown): number | undefined {
  return z.object({ into: z.number().optional() }).parse(body).into;
}

function textOf(body: unknown): string | undefined {
  const { text } = z.object({ text: z.string().optional() }).parse(body);
  return text;
}

function actOf(request: FastifyRequest, { now }: ApiContext, text: string | undefined): Act {
  return { author: authorOf(request), nowMs: now(), text };
}

async function detailOf(request: FastifyRequest, context: ApiContext, id: number): Promise<IncidentDetail> {
  const { ledger, nameOf } = context;
  return incidentDetail(ledger, await findIncident(ledger, id), nameOf, seesOf(request, context));
}

const openSchema = z.strictObject({
  subject: z.string().max(100),
  title: typedLine(200),
  severity: z.enum(SEVERITIES).default('warning'),
  since: momentSchema.optional(),
  ...optionalText,
});

const openRoute: Route = {
  summary: 'Opens an incident for what no measurement shows',
  body: openSchema,
  answer: incidentDetailSchema,
  status: 201,
  audit: 'incident.open',
  method: 'POST',
  url: '/api/v1/incidents',
  role: 'operator',
  reach: 'sites',
  async handle(request, reply, context): Promise<IncidentDetail> {
    const { subject: wanted, title, severity, since, text } = readParams(openSchema, request.body ?? {});
    const named = context.findSubject(wanted);
    if (!named || !isWithin(named.site, reachOf(request, context)))
      throw new ApiRefusal(404, 'unknown_subject', `there is no site, room or device "${wanted}"`);
    const nowMs = context.now();
    if (since !== undefined && since > nowMs)
      throw new ApiRefusal(400, 'in_the_future', '"since" lies in the future');
    const incident = { ...named, title, severity, atMs: since ?? nowMs };
    const [opened] = await refusing(() =>
      context.act(async (transaction) => {
        const changes = await openManual(transaction, incident, actOf(request, context, text));
        const detail = { id: changes[0]?.incident.id, title, severity, since, text };
        await noteAct(request, context, transaction, { object: named.subject, detail });
        return changes;
      }),
    );
    if (!opened) throw new Error('an incident was opened without a change');
    void reply.code(201);
    return detailOf(request, context, opened.incident.id);
  },
};

export const incidentActRoutes: readonly Route[] = [
  openRoute,
  act(
    'acknowledge',
    'Somebody is on it: nothing is escalated any more',
    z.strictObject(optionalText),
    (transaction, id, _body, by) => acknowledge(transaction, id, by),
  ),
  act('resolve', 'Ends it by hand', z.strictObject(optionalText), (transaction, id, _body, by) =>
    resolve(transaction, id, by),
  ),
  act(
    'comment',
    'Adds a remark to its timeline',
    z.strictObject({ text: textSchema }),
    (transaction, id, _body, by) => comment(transaction, id, by),
  ),
  act(
    'assign',
    'Says who sees to it; `null`: nobody',
    z.strictObject({ assignee: typedLine(100).nullable() }),
    (transaction, id, { assignee }, by) => assign(transaction, id, assignee, by),
  ),
  act(
    'cause',
    'Corrects its cause, with the reason',
    z.strictObject({ cause: z.enum(CAUSES), text: textSchema }),
    (transaction, id, { cause }, by) => correctCause(transaction, id, cause, by),
  ),
  act(
    'merge',
    'Makes it part of another',
    z.strictObject({ into: z.int().min(1), ...optionalText }),
    (transaction, id, { into }, by) => merge(transaction, id, into, by),
  ),
  act(
    'unmerge',
    'Takes it out of the other again',
    z.strictObject(optionalText),
    (transaction, id, _body, by) => unmerge(transaction, id, by),
  ),
];
