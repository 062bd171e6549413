/** What a server event changes in lists that were read before. Pure: new lists come out, unchanged rows stay the same. */
import type { ServerEvent } from '../../../../collector/api/types/events.ts';
import type { IncidentRow } from '../../../../collector/api/types/incidents.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import type { State } from '../../../../model/state.ts';

export type StateEvent = Extract<ServerEvent, { type: 'state' }>;

interface Stateful {
  id: string;
  state: State;
  since: string;
}

/** The last change of each subject, by its id within its kind. */
export function latestStates(events: readonly StateEvent[], kind: 'site' | 'room'): Map<string, StateEvent> {
  const latest = new Map<string, StateEvent>();
  const prefix = `${kind}:`;
  for (const event of events) {
    if (event.subject.startsWith(prefix)) latest.set(event.subject.slice(prefix.length), event);
  }
  return latest;
}

/** A row with its change; a change from before the row's own state is a repetition and changes nothing. */
export function withState<T extends Stateful>(row: T, event: StateEvent | undefined): T {
  if (event === undefined || Date.parse(event.at) < Date.parse(row.since)) return row;
  return { ...row, state: event.to, since: event.at };
}

/** A list with its changes; the same list when nothing in it changed. */
export function withStates<T extends Stateful>(
  list: List<T>,
  changes: ReadonlyMap<string, StateEvent>,
): List<T> {
  if (changes.size === 0) return list;
  return { ...list, items: list.items.map((row) => withState(row, changes.get(row.id))) };
}

export type IncidentFilter = 'open' | 'resolved' | 'all';

/** A list of incidents, newest first, with one that is new or has changed. */
export function withIncident(
  list: List<IncidentRow>,
  incident: IncidentRow,
  filter: IncidentFilter,
): List<IncidentRow> {
  const others = list.items.filter((each) => each.id !== incident.id);
  const belongs = filter === 'all' || (filter === 'open') === (incident.resolvedAt === null);
  const items = belongs ? [incident, ...others].sort((a, b) => b.id - a.id) : others;
  return { items, total: list.total + items.length - list.items.length };
}

/**
 * Whether a query of a site (`['site', id]`) or of something of it (`['site', id, 'days']`) is about one of these.
 * @param roomsOf what is known of a site's rooms
 */
export function isOfThese(
  [, id, ...more]: readonly unknown[],
  { sites, rooms }: { sites: ReadonlyMap<string, unknown>; rooms: ReadonlyMap<string, unknown> },
  roomsOf: (site: string) => readonly { readonly id: string }[] | undefined,
): boolean {
  if (typeof id !== 'string') return false;
  // Days and notes have no rooms: they change with the site alone.
  return sites.has(id) || (more.length === 0 && roomsOf(id)?.some((room) => rooms.has(room.id)) === true);
}
