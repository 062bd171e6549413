/** What a wallboard shows and in which order, and what its address says of it. Pure. */
import type { IncidentRow } from '../../../../collector/api/types/incidents.ts';
import type { SiteRow } from '../../../../collector/api/types/sites.ts';
import { rank } from './state.ts';

/** How long a view stands: a distant reader needs this for a map, nobody waits longer for the next. Seconds. */
const STEP = { least: 5, usual: 20, most: 300 };

/** A television has nobody at it: everything about it stands in its address. */
export interface WallSearch {
  /** Of one view. */
  seconds?: number | undefined;
  sound?: 'off' | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readWallSearch(raw: Record<string, unknown>): WallSearch {
  const search: WallSearch = {};
  const seconds = Number(raw.seconds);
  if (raw.seconds !== undefined && Number.isFinite(seconds))
    search.seconds = Math.min(STEP.most, Math.max(STEP.least, Math.round(seconds)));
  if (raw.sound === 'off') search.sound = 'off';
  return search;
}

/** Seconds that a view stands. */
export function stepSeconds({ seconds }: WallSearch): number {
  return seconds ?? STEP.usual;
}

/** `province`, `district:135`, `rooms`: what the large part of the board shows. */
export type WallView = 'province' | 'rooms' | `district:${string}`;

/** More districts than these and nobody sees the whole province again for minutes. */
const MAX_DISTRICTS = 3;

/** The views in turn: the province, the districts that are worst off, the rooms where there are any. */
export function wallViews(
  sites: readonly Pick<SiteRow, 'district' | 'state'>[],
  hasRooms: boolean,
): WallView[] {
  const troubled = new Map<string, number>();
  for (const { district, state } of sites) {
    if (district === null || (state !== 'down' && state !== 'unreachable')) continue;
    // One that is proven down weighs more than any number that follow from another.
    troubled.set(district, (troubled.get(district) ?? 0) + (state === 'down' ? 1000 : 1));
  }
  const worst = [...troubled].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return [
    'province',
    ...worst.slice(0, MAX_DISTRICTS).map(([code]): WallView => `district:${code}`),
    ...(hasRooms ? (['rooms'] as const) : []),
  ];
}

/** The view after `current`; the first where that one is gone. */
export function nextView(views: readonly WallView[], current: WallView, step: 1 | -1 = 1): WallView {
  const at = views.indexOf(current);
  return views[at < 0 ? 0 : (at + step + views.length) % views.length] ?? 'province';
}

type Urgent = Pick<IncidentRow, 'id' | 'severity'>;

/** Numbers of the critical ones. */
export function criticalIds(incidents: readonly Urgent[]): ReadonlySet<number> {
  return new Set(incidents.filter(({ severity }) => severity === 'critical').map(({ id }) => id));
}

const SEVERITY_RANK = { critical: 0, major: 1, warning: 2, info: 3 } as const;

/** The order of a board that has room for a few: the gravest first, then the newest. */
export function gravestFirst<T extends Urgent>(incidents: readonly T[]): T[] {
  return incidents.toSorted((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || b.id - a.id);
}

export interface Callout {
  readonly id: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

export interface Callable {
  readonly site: Pick<SiteRow, 'id' | 'state'>;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Names beside their marks, because nobody points at a television; more of them hide the map. */
const MAX_CALLOUTS = 16;
/** Of a letter and a line, and from the middle of the mark, in label pixels. */
const LETTER = 7.4;
const LINE = 17;
const OFFSET = 14;

/**
 * Places the names of the worst marks right or left of them, clear of each other; those that have no room go without.
 * @param unit map units a label pixel
 * @param right the right edge of the view, in map units
 */
export function placeCallouts(marks: readonly Callable[], unit: number, right: number): Callout[] {
  const placed: { box: readonly [number, number, number, number]; callout: Callout }[] = [];
  const worst = marks.toSorted((a, b) => rank(a.site.state) - rank(b.site.state));
  for (const { site, text, x, y } of worst) {
    if (placed.length === MAX_CALLOUTS) break;
    const width = text.length * LETTER * unit;
    const sides =
      x + OFFSET * unit + width > right ? (['end', 'start'] as const) : (['start', 'end'] as const);
    for (const anchor of sides) {
      const from = anchor === 'start' ? x + OFFSET * unit : x - OFFSET * unit;
      const left = anchor === 'start' ? from : from - width;
      const half = (LINE / 2) * unit;
      const box = [left, y - half, left + width, y + half] as const;
      if (placed.some((other) => overlap(other.box, box))) continue;
      placed.push({ box, callout: { id: site.id, text, x: from, y, anchor } });
      break;
    }
  }
  return placed.map(({ callout }) => callout);
}

type Edges = readonly [left: number, top: number, right: number, bottom: number];

function overlap(a: Edges, b: Edges): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** Half the ground that is shown around a district, as a share of its longer side. */
export const DISTRICT_GROUND = 0.08;
