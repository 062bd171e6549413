/** `GET` and `POST /api/v1/maintenance`, `POST /api/v1/maintenance/{id}/cancel`. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { LoadedConfig } from '../../../config/load.ts';
import type { Inventory } from '../../../model/inventory.ts';
import type { MaintenanceWindow, ScopeKind, WindowProblem } from '../../../model/maintenance.ts';
import {
  badRulePart,
  nextStart,
  problemOfWindow,
  SCOPE_KINDS,
  stretchesOf,
} from '../../../model/maintenance.ts';
import { addWindow, cancelWindow, readWindows } from '../../maintenance/windows.ts';
import type { Reach } from '../auth/reach.ts';
import { inventoryWithin, isWithin, reachOf, sitesInUnits } from '../auth/reach.ts';
import { authorOf } from '../author.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, momentSchema, readParams } from '../resource.ts';
import type { List, MaintenanceRow } from '../types.ts';

const bodySchema = z.strictObject({
  /** `site:tram-tau`, `unit:139`, `device:…`, `line:…`, `room:…`. */
  scope: z.string().max(100),
  start: momentSchema,
  end: momentSchema,
  rrule: z.string().max(500).optional(),
  note: z.string().trim().min(1).max(500),
});
const idSchema = z.object({ id: z.coerce.number().int().min(1) });

const SENTENCES: Readonly<Record<WindowProblem, (rrule: string) => string>> = {
  window_inverted: () => '"end" has to be behind "start"',
  window_too_long: () => 'a window lasts 31 days at most',
  rrule_invalid: (rrule) => `rrule: "${badRulePart(rrule)}" is missing or not understood`,
  rrule_never: (rrule) => `rrule: "${rrule}" never comes`,
};

function row(window: MaintenanceWindow, nowMs: number, inventory: Inventory): MaintenanceRow {
  const { id, scope, note, author, startMs, endMs, rrule, cancelledMs } = window;
  const next = nextStart(window, nowMs);
  return {
    id,
    scope: `${scope.kind}:${scope.id}`,
    scopeName: nameOfScope(scope, inventory) ?? scope.id,
    note,
    author,
    start: iso(startMs),
    end: iso(endMs),
    rrule: rrule ?? null,
    cancelledAt: cancelledMs === undefined ? null : iso(cancelledMs),
    active: stretchesOf(window, nowMs, nowMs + 1).length > 0,
    next: next === undefined ? null : iso(next),
  };
}

/** @returns `undefined` when there is no such thing. */
function nameOfScope(
  { kind, id }: { readonly kind: ScopeKind; readonly id: string },
  { sites, units, devices, lines, rooms }: Inventory,
): string | undefined {
  const named = (items: readonly { readonly id: string; readonly name: string }[]) =>
    items.find((item) => item.id === id)?.name;
  switch (kind) {
    case 'site':
      return named(sites);
    case 'device':
      return named(devices);
    case 'room':
      return named(rooms);
    case 'unit':
      return units.find(({ code }) => code === id)?.name;
    case 'line': {
      const line = lines.find((candidate) => candidate.id === id);
      return line && `${line.carrier}, ${sites.find((site) => site.id === line.site)?.name ?? line.site}`;
    }
  }
}

/** The sites that a window is about. */
function sitesOfScope({ kind, id }: MaintenanceWindow['scope'], config: LoadedConfig): string[] {
  const { devices, lines, rooms } = config.inventory;
  if (kind === 'unit') return [...sitesInUnits([id], config)];
  if (kind === 'site') return [id];
  const items = { device: devices, line: lines, room: rooms }[kind];
  return items.filter((item) => item.id === id).map(({ site }) => site);
}

/** Whether a part of what a window is about is seen. */
function touches(scope: MaintenanceWindow['scope'], reach: Reach, config: LoadedConfig): boolean {
  return reach === undefined || sitesOfScope(scope, config).some((site) => reach.has(site));
}

/** @throws ApiRefusal 403 when a part of what the window is about is not seen. */
function checkReach(request: FastifyRequest, scope: MaintenanceWindow['scope'], config: LoadedConfig): void {
  const reach = reachOf(request, { config });
  if (sitesOfScope(scope, config).every((site) => isWithin(site, reach))) return;
  throw new ApiRefusal(
    403,
    'out_of_reach',
    `"${scope.kind}:${scope.id}" is not within your part of the province`,
  );
}

function scopeOf(text: string, inventory: Inventory): MaintenanceWindow['scope'] {
  const [word = '', id = ''] = text.split(/:(.*)/s);
  const kind = SCOPE_KINDS.find((candidate) => candidate === word);
  if (kind === undefined)
    throw new ApiRefusal(400, 'bad_scope', `scope: "${text}" is none of ${SCOPE_KINDS.join(':…, ')}:…`);
  if (nameOfScope({ kind, id }, inventory) === undefined)
    throw new ApiRefusal(404, `unknown_${kind}`, `scope: there is no ${kind} "${id}"`);
  return { kind, id };
}

async function reload({ ledger, plan }: ApiContext): Promise<void> {
  plan.take(await readWindows(ledger));
}

const unknownWindow = (id: number) =>
  new ApiRefusal(404, 'unknown_window', `there is no maintenance window ${id}, or it is cancelled`);

export const maintenanceRoutes: readonly Route[] = [
  {
    method: 'GET',
    url: '/api/v1/maintenance',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, { plan, config, now }): Promise<List<MaintenanceRow>> {
      const reach = reachOf(request, { config });
      const items = plan.windows
        .filter(({ scope }) => touches(scope, reach, config))
        .map((window) => row(window, now(), config.inventory));
      return { items, total: items.length };
    },
  },
  {
    audit: 'maintenance.add',
    method: 'POST',
    url: '/api/v1/maintenance',
    role: 'operator',
    reach: 'sites',
    async handle(request, reply, context): Promise<MaintenanceRow> {
      const { config, ledger, logger, now } = context;
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
      checkReach(request, window.scope, config);
      const problem = problemOfWindow(window);
      if (problem) throw new ApiRefusal(400, problem, SENTENCES[problem](rrule ?? ''));
      const added = await ledger.transaction().execute(async (transaction) => {
        const made = await addWindow(transaction, window, now());
        const detail = { id: made.id, start: iso(start), end: iso(end), rrule, note };
        await noteAct(request, context, transaction, { object: scope, detail });
        return made;
      });
      await reload(context);
      logger.info({ window: added.id, scope, by: window.author }, 'maintenance: a window was made');
      void reply.code(201);
      return row(added, now(), config.inventory);
    },
  },
  {
    audit: 'maintenance.cancel',
    method: 'POST',
    url: '/api/v1/maintenance/:id/cancel',
    role: 'operator',
    reach: 'sites',
    async handle(request, _reply, context): Promise<MaintenanceRow> {
      const { config, ledger, logger, now } = context;
      const { id } = readParams(idSchema, request.params);
      const by = authorOf(request);
      const reach = reachOf(request, context);
      const known = context.plan.windows.find((one) => one.id === String(id));
      if (known && !touches(known.scope, reach, config)) throw unknownWindow(id);
      if (known) checkReach(request, known.scope, config);
      const window = await ledger.transaction().execute(async (transaction) => {
        const cancelled = await cancelWindow(transaction, id, by, now());
        if (cancelled) await noteAct(request, context, transaction, { object: `maintenance:${id}` });
        return cancelled;
      });
      if (!window) throw unknownWindow(id);
      await reload(context);
      logger.info({ window: id, by }, 'maintenance: a window was cancelled');
      return row(window, now(), config.inventory);
    },
  },
];
