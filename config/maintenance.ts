/** Maintenance windows of the configuration file, checked against the inventory. */
import type { Inventory } from '../model/inventory.ts';
import type { MaintenanceWindow } from '../model/maintenance.ts';
import { badRulePart, momentOfLocal, problemOfWindow, SCOPE_KINDS } from '../model/maintenance.ts';
import type { Problem } from './problem.ts';
import type { YamlFile } from './read-yaml.ts';
import type { Installation } from './schema/installation.ts';

/** A window with a problem is left out: the others still hold. */
export function readMaintenance(
  { maintenance, time_zone: timeZone }: Installation,
  inventory: Inventory,
  yaml: YamlFile<Installation>,
): { windows: MaintenanceWindow[]; problems: Problem[] } {
  const windows: MaintenanceWindow[] = [];
  const problems: Problem[] = [];
  const kept = placesOf(yaml);
  for (const [index, entry] of maintenance.entries()) {
    const at = kept(index);
    const problem = (code: Problem['code'], key: string, params: Record<string, string>) =>
      problems.push({ code, place: yaml.at(['maintenance', at, key]), params: { key, ...params } });
    const scope = scopeOf(entry.scope, inventory);
    if (!scope) {
      problem('unknown_scope', 'scope', { value: entry.scope, kinds: SCOPE_KINDS.join(', ') });
      continue;
    }
    const window = {
      id: `config-${at + 1}`,
      scope,
      note: entry.note,
      author: 'config',
      startMs: momentOfLocal(entry.start, timeZone),
      endMs: momentOfLocal(entry.end, timeZone),
      rrule: entry.rrule,
      timeZone,
      cancelledMs: undefined,
    };
    const wrong = problemOfWindow(window);
    if (!wrong) windows.push(window);
    else if (wrong === 'window_inverted' || wrong === 'window_too_long')
      problem(wrong, 'end', { value: entry.end });
    else problem(wrong, 'rrule', { value: (entry.rrule && badRulePart(entry.rrule)) ?? entry.rrule ?? '' });
  }
  return { windows, problems };
}

/** Where the entries stand in the file: those that the schema refused are not in the value. */
function placesOf(yaml: YamlFile<Installation>): (index: number) => number {
  const refused = new Set(yaml.leftOut.filter(([key]) => key === 'maintenance').map(([, index]) => index));
  return (index) => {
    let at = -1;
    for (let left = index; left >= 0; left--) {
      at++;
      while (refused.has(at)) at++;
    }
    return at;
  };
}

/** `site:tram-tau`; `undefined` when there is no such thing. */
function scopeOf(text: string, inventory: Inventory): MaintenanceWindow['scope'] | undefined {
  const [word = '', id = ''] = text.split(/:(.*)/s);
  const kind = SCOPE_KINDS.find((candidate) => candidate === word);
  if (kind === undefined) return undefined;
  const { sites, units, devices, lines, rooms } = inventory;
  const isKnown =
    kind === 'unit'
      ? units.some(({ code }) => code === id)
      : { site: sites, device: devices, line: lines, room: rooms }[kind].some((item) => item.id === id);
  return isKnown ? { kind, id } : undefined;
}
