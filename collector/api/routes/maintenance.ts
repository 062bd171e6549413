/** Maintenance windows: `GET` and `POST /api/v1/maintenance`, and what is below it. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { MaintenanceWindow, WindowProblem } from '../../../model/maintenance.ts';
import { badRulePart, nextStart, problemOfWindow } from '../../../model/maintenance.ts';
import type { MaintenancePlan } from '../../maintenance/plan.ts';
import { addWindow, cancelWindow, readWindows } from '../../maintenance/windows.ts';
import type { Reach } from '../auth/reach.ts';
import { inventoryWithin, reachOf } from '../auth/reach.ts';
import { authorOf } from '../author.ts';
import { ApiRefusal } from '../errors.ts';
import { maintenanceRow, occurrenceRows, scopeOf } from '../maintenance-rows.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, momentSchema, readParams } from '../resource.ts';
import { maintenancePreviewSchema, maintenanceRowSchema, occurrenceRowSchema } from '../schemas/incidents.ts';
import { listOf } from '../schemas/parts.ts';
import { typedText } from '../typed-text.ts';
import type { MaintenancePreview, MaintenanceRow, OccurrenceRow } from '../types/maintenance.ts';
import type { List } from '../types/parts.ts';

/** A calendar shows a month or two; a year is for whoever plans one. */
const MAX_RANGE_MS = 400 * 86_400_000;
/** A window every hour would fill a page with the like of it. */
const MAX_OCCURRENCES = 5_000;
/** So many times are enough to see whether a rule says what was meant. */
const PREVIEWED = 8;

const bodySchema = z.strictObject({
  /** `site:tram-tau`, `unit:139`, `device:…`, `line:…`, `room:…`. */
  scope: z.string().max(100),
  start: momentSchema,
  end: momentSchema,
  rrule: z.string().max(500).optional(),
  note: typedText(500),
});
const rangeSchema = z.object({ from: momentSchema, to: momentSchema });
const idSchema = z.object({ id: z.coerce.number().int().min(1) });

const SENTENCES: Readonly<Record<WindowProblem, (rrule: string) => string>> = {
  window_inverted: () => '"end" has to be behind "start"',
  window_too_long: () => 'a window lasts 31 days at most',
  rrule_invalid: (rrule) => `rrule: "${badRulePart(rrule)}" is missing or not understood`,
  rrule_never: (rrule) => `rrule: "${rrule}" never comes`,
  rrule_too_often: (rrule) => `rrule: "${rrule}" comes too often: 24 times a day and COUNT=1000 at most`,
};

/** Whether a part of what a window is about is seen. */
function touches(scope: MaintenanceWindow['scope'], reach: Reach, plan: MaintenancePlan): boolean {
  return reach === undefined || plan.sitesOf(scope).some((site) => reach.has(site));
}

/**
 * Of a unit that has no sites yet nobody can say whose it will be.
 * @throws ApiRefusal 403 when a part of what the window is about is not seen, or there is none.
 */
function checkReach(
  request: FastifyRequest,
  scope: MaintenanceWindow['scope'],
  { config, plan }: ApiContext,
): void {
  const reach = reachOf(request, { config });
  const sites = plan.sitesOf(scope);
  if (reach === undefined || (sites.length > 0 && sites.every((site) => reach.has(site)))) return;
  throw new ApiRefusal(
    403,
    'out_of_reach',
    `"${scope.kind}:${scope.id}" is not within your part of the province`,
  );
}

/** @throws ApiRefusal when a window that is to be ended is not seen, or only in part. */
function checkEndable(request: FastifyRequest, id: number, context: ApiContext): void {
  const { plan, config } = context;
  const known = plan.windows.find((one) => one.id === String(id));
  if (!known) return;
  if (!touches(known.scope, reachOf(request, { config }), plan)) throw unknownWindow(id);
  checkReach(request, known.scope, context);
}

/** What a request asks for, checked. @throws ApiRefusal whose code says which field is wrong. */
function windowOf(
  request: FastifyRequest,
  context: ApiContext,
): Omit<MaintenanceWindow, 'id' | 'cancelledMs'> {
  const { config } = context;
  const { scope, start, end, rrule, note } = readParams(bodySchema, request.body ?? {});
  const window = {
    scope: scopeOf(scope, inventoryWithin(config.inventory, reachOf(request, context))),
    note,
    author: authorOf(request),
    startMs: start,
    endMs: end,
    rrule,
    timeZone: config.installation.time_zone,
  };
  checkReach(request, window.scope, context);
  const problem = problemOfWindow(window);
  if (problem) throw new ApiRefusal(400, problem, SENTENCES[problem](rrule ?? ''));
  return window;
}

function unknownWindow(id: number): ApiRefusal {
  return new ApiRefusal(404, 'unknown_window', `there is no maintenance window ${id}, or it is cancelled`);
}

/** The next times of a window, from now or from its first. */
function nextOccurrences(window: MaintenanceWindow, nowMs: number): MaintenancePreview['occurrences'] {
  const lengthMs = window.endMs - window.startMs;
  const found: MaintenancePreview['occurrences'] = [];
  let fromMs = Math.min(nowMs, window.startMs);
  while (found.length < PREVIEWED) {
    const start = nextStart(window, fromMs);
    if (start === undefined) break;
    if (start + lengthMs > nowMs) found.push({ from: iso(start), to: iso(start + lengthMs) });
    fromMs = start + 1_000;
  }
  return found;
}

async function reload({ ledger, plan }: ApiContext): Promise<void> {
  plan.take(await readWindows(ledger));
}

/** As the audit tells of it. */
function detailOf({ startMs, endMs, rrule, note }: Omit<MaintenanceWindow, 'id' | 'cancelledMs'>) {
  return { start: iso(startMs), end: iso(endMs), rrule, note };
}

const textOf = ({ scope }: Pick<MaintenanceWindow, 'scope'>) => `${scope.kind}:${scope.id}`;

export const maintenanceRoutes: readonly Route[] = [
  {
    summary: 'The maintenance windows',
    answer: listOf(maintenanceRowSchema),
    method: 'GET',
    url: '/api/v1/maintenance',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, { plan, config, now }): Promise<List<MaintenanceRow>> {
      const reach = reachOf(request, { config });
      const seen = plan.windows.filter(({ scope }) => touches(scope, reach, plan));
      const items = seen.map((window) => maintenanceRow(window, now(), config.inventory));
      return { items, total: items.length };
    },
  },
  {
    summary: 'When something is planned, in a stretch of time',
    query: rangeSchema,
    answer: listOf(occurrenceRowSchema),
    method: 'GET',
    url: '/api/v1/maintenance/occurrences',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, { plan, config }): Promise<List<OccurrenceRow>> {
      const { from, to } = readParams(rangeSchema, request.query);
      if (from >= to) throw new ApiRefusal(400, 'bad_range', '"from" has to be before "to"');
      if (to - from > MAX_RANGE_MS)
        throw new ApiRefusal(400, 'range_too_long', 'a range has 400 days at most');
      const reach = reachOf(request, { config });
      const all = plan.windows
        .filter(({ scope }) => touches(scope, reach, plan))
        .flatMap((window) => occurrenceRows(window, { fromMs: from, toMs: to }, config.inventory))
        .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
      return { items: all.slice(0, MAX_OCCURRENCES), total: all.length };
    },
  },
  {
    // Writes nothing: what is wrong with a window, and when it would come, before anybody relies on it.
    summary: 'When a window would apply next, if it were made; writes nothing',
    body: bodySchema,
    answer: maintenancePreviewSchema,
    method: 'POST',
    url: '/api/v1/maintenance/preview',
    role: 'operator',
    reach: 'sites',
    async handle(request, _reply, context): Promise<MaintenancePreview> {
      const window = { ...windowOf(request, context), id: '', cancelledMs: undefined };
      return { occurrences: nextOccurrences(window, context.now()) };
    },
  },
  {
    summary: 'Makes a window',
    body: bodySchema,
    answer: maintenanceRowSchema,
    status: 201,
    audit: 'maintenance.add',
    method: 'POST',
    url: '/api/v1/maintenance',
    role: 'operator',
    reach: 'sites',
    async handle(request, reply, context): Promise<MaintenanceRow> {
      const { config, ledger, logger, now } = context;
      const window = windowOf(request, context);
      const scope = textOf(window);
      const added = await ledger.transaction().execute(async (transaction) => {
        const made = await addWindow(transaction, window, now());
        const detail = { id: made.id, ...detailOf(window) };
        await noteAct(request, context, transaction, { object: scope, detail });
        return made;
      });
      await reload(context);
      logger.info({ window: added.id, scope, by: window.author }, 'maintenance: a window was made');
      void reply.code(201);
      return maintenanceRow(added, now(), config.inventory);
    },
  },
  {
    // The old one is cancelled from now: what it planned before stays, so that reports of the past do not change.
    summary: 'Puts another window in the place of one',
    params: idSchema,
    body: bodySchema,
    answer: maintenanceRowSchema,
    status: 201,
    audit: 'maintenance.replace',
    method: 'POST',
    url: '/api/v1/maintenance/:id/replace',
    role: 'operator',
    reach: 'sites',
    async handle(request, reply, context): Promise<MaintenanceRow> {
      const { config, ledger, logger, now } = context;
      const { id } = readParams(idSchema, request.params);
      const window = windowOf(request, context);
      checkEndable(request, id, context);
      const scope = textOf(window);
      const added = await ledger.transaction().execute(async (transaction) => {
        if (!(await cancelWindow(transaction, id, window.author, now()))) throw unknownWindow(id);
        const made = await addWindow(transaction, window, now());
        const detail = { id: made.id, instead: id, ...detailOf(window) };
        await noteAct(request, context, transaction, { object: scope, detail });
        return made;
      });
      await reload(context);
      logger.info(
        { window: added.id, instead: id, scope, by: window.author },
        'maintenance: a window was changed',
      );
      void reply.code(201);
      return maintenanceRow(added, now(), config.inventory);
    },
  },
  {
    summary: 'Ends a window, and those that would follow',
    params: idSchema,
    answer: maintenanceRowSchema,
    audit: 'maintenance.cancel',
    method: 'POST',
    url: '/api/v1/maintenance/:id/cancel',
    role: 'operator',
    reach: 'sites',
    async handle(request, _reply, context): Promise<MaintenanceRow> {
      const { config, ledger, logger, now } = context;
      const { id } = readParams(idSchema, request.params);
      const by = authorOf(request);
      checkEndable(request, id, context);
      const window = await ledger.transaction().execute(async (transaction) => {
        const cancelled = await cancelWindow(transaction, id, by, now());
        if (cancelled) await noteAct(request, context, transaction, { object: `maintenance:${id}` });
        return cancelled;
      });
      if (!window) throw unknownWindow(id);
      await reload(context);
      logger.info({ window: id, by }, 'maintenance: a window was cancelled');
      return maintenanceRow(window, now(), config.inventory);
    },
  },
];
