/** Maintenance windows as the API shows them, and what a request says of one. */
import type { Inventory } from '../../model/inventory.ts';
import type { MaintenanceWindow, ScopeKind } from '../../model/maintenance.ts';
import { nextStart, SCOPE_KINDS, stretchesOf } from '../../model/maintenance.ts';
import { ApiRefusal } from './errors.ts';
import { iso } from './resource.ts';
import type { MaintenanceRow, OccurrenceRow } from './types/maintenance.ts';

export function maintenanceRow(
  window: MaintenanceWindow,
  nowMs: number,
  inventory: Inventory,
): MaintenanceRow {
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

/** The times of a window that touch a range, in order. */
export function occurrenceRows(
  window: MaintenanceWindow,
  range: { readonly fromMs: number; readonly toMs: number },
  inventory: Inventory,
): OccurrenceRow[] {
  const { id, scope, note } = window;
  const scopeName = nameOfScope(scope, inventory) ?? scope.id;
  return stretchesOf(window, range.fromMs, range.toMs).map(({ fromMs, toMs }) => ({
    window: id,
    scope: `${scope.kind}:${scope.id}`,
    scopeName,
    note,
    from: iso(fromMs),
    to: iso(toMs),
  }));
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

/** @throws ApiRefusal when it is no scope, or of something that is not there. */
export function scopeOf(text: string, inventory: Inventory): MaintenanceWindow['scope'] {
  const [word = '', id = ''] = text.split(/:(.*)/s);
  const kind = SCOPE_KINDS.find((candidate) => candidate === word);
  if (kind === undefined)
    throw new ApiRefusal(400, 'bad_scope', `scope: "${text}" is none of ${SCOPE_KINDS.join(':…, ')}:…`);
  if (nameOfScope({ kind, id }, inventory) === undefined)
    throw new ApiRefusal(404, `unknown_${kind}`, `scope: there is no ${kind} "${id}"`);
  return { kind, id };
}
