/** What a writer may write: its own name, its own sites and what is at them, and times that can be meant. Pure. */
import type { Point } from '../../model/point.ts';

/** Tags that name something which is at a site: states are decided by them, whatever the tag `site` says. */
export const PLACED_TAGS = ['device', 'line', 'room'] as const;
export type PlacedTag = (typeof PLACED_TAGS)[number];

export interface Admission {
  /** Who writes: the only value of the tag `agent` that is taken from it. */
  readonly writer: string;
  /** The only values of the tag `site` that are taken from it; `undefined`: all. */
  readonly sites: ReadonlySet<string> | undefined;
  /** The site of something of the inventory; `undefined` for names that are none of ours: other programs have theirs. */
  readonly siteOf: (tag: PlacedTag, id: string) => string | undefined;
}

/**
 * No measurement of ours is older. Times in seconds, milliseconds or microseconds that are read as nanoseconds all
 * fall into January 1970, so that a wrong precision is told here. Older than what is kept is no fault: it is
 * taken, and goes with the store's next clean-up.
 */
const EARLIEST_MS = Date.UTC(2000, 0);

/** Why a point is not taken, as a sentence that names what is wrong; `undefined` when it is. */
export function refusalOf(
  point: Pick<Point, 'tags' | 'timeMs'>,
  { writer, sites, siteOf }: Admission,
): string | undefined {
  const { site, agent } = point.tags;
  if (agent !== undefined && agent !== writer)
    return `the tag agent=${agent.slice(0, 64)} is not who this token belongs to, "${writer}"`;
  if (site !== undefined && sites !== undefined && !sites.has(site))
    return `the tag site=${site.slice(0, 64)} is not a site that "${writer}" writes for`;
  const foreign = sites && PLACED_TAGS.find((tag) => !isOwn(siteOf(tag, point.tags[tag] ?? ''), sites));
  if (foreign !== undefined)
    return `the tag ${foreign}=${point.tags[foreign]?.slice(0, 64)} is of a site that "${writer}" does not write for`;
  if (point.timeMs < EARLIEST_MS)
    return 'the time lies before the year 2000: is it in the precision of the request?';
  return undefined;
}

function isOwn(site: string | undefined, sites: ReadonlySet<string>): boolean {
  return site === undefined || sites.has(site);
}
