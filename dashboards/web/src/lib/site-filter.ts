/** What the table of sites shows, and how its choice stands in the address bar. */
import type { SiteRow } from '../../../../collector/api/types/sites.ts';
import type { SiteClass } from '../../../../model/inventory.ts';
import type { State } from '../../../../model/state.ts';
import { fold, matchesFolded, queryWords, vietnameseOrder } from './search.ts';
import { isState, rank } from './state.ts';

export const CLASSES = ['department', 'district', 'commune', 'centre'] as const satisfies SiteClass[];
export const SORTS = ['state', 'name', 'since'] as const;
export type Sort = (typeof SORTS)[number];

/** Stands for "of the province itself" where a district's code would stand. */
export const PROVINCE_LEVEL = 'province';

/** Longer than any name; keeps an address bar's nonsense out of the search. */
const MAX_QUERY_LENGTH = 100;

export interface SiteSearch {
  q?: string | undefined;
  class?: SiteClass | undefined;
  district?: string | undefined;
  state?: State | undefined;
  sort?: Sort | undefined;
  reverse?: true | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readSiteSearch(raw: Record<string, unknown>): SiteSearch {
  // The router reads ?q=101 as a number, and a district's code is digits.
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, MAX_QUERY_LENGTH) : '';
  const search: SiteSearch = {};
  const [q, district] = [text(raw.q), text(raw.district)];
  const siteClass = CLASSES.find((each) => each === raw.class);
  const sort = SORTS.find((each) => each === raw.sort);
  if (q !== '') search.q = q;
  if (district !== '') search.district = district;
  if (siteClass !== undefined) search.class = siteClass;
  if (isState(raw.state)) search.state = raw.state;
  if (sort !== undefined) search.sort = sort;
  if (raw.reverse === true) search.reverse = true;
  return search;
}

export interface IndexedSite {
  readonly row: SiteRow;
  /** Everything that a search looks through, folded. */
  readonly folded: string;
}

/** Folds the texts once for a list, not once for each key typed. */
export function indexSites(rows: readonly SiteRow[]): IndexedSite[] {
  return rows.map((row) => ({
    row,
    folded: fold([row.name, row.shortName, row.id, row.unitName, row.districtName ?? ''].join(' ')),
  }));
}

/** The rows that answer a search, in its order; the worst state first where none is chosen. */
export function selectSites(sites: readonly IndexedSite[], search: SiteSearch): SiteRow[] {
  const words = queryWords(search.q ?? '');
  const rows = sites
    .filter(({ row, folded }) => isWanted(row, search) && matchesFolded(folded, words))
    .map(({ row }) => row);
  const ordered = rows.sort(ORDERS[search.sort ?? 'state']());
  return search.reverse === true ? ordered.reverse() : ordered;
}

function isWanted(row: SiteRow, search: SiteSearch): boolean {
  if (search.class !== undefined && row.class !== search.class) return false;
  if (search.state !== undefined && row.state !== search.state) return false;
  return search.district === undefined || (row.district ?? PROVINCE_LEVEL) === search.district;
}

type Order = (a: SiteRow, b: SiteRow) => number;

const ORDERS: Record<Sort, () => Order> = {
  state: () => {
    const byName = vietnameseOrder();
    return (a, b) => rank(a.state) - rank(b.state) || newestFirst(a, b) || byName(a.name, b.name);
  },
  name: () => {
    const byName = vietnameseOrder();
    return (a, b) => byName(a.name, b.name);
  },
  since: () => newestFirst,
};

/** ISO 8601 in UTC compares as text. */
function newestFirst(a: SiteRow, b: SiteRow): number {
  return a.since < b.since ? 1 : a.since > b.since ? -1 : 0;
}

export interface DistrictChoice {
  code: string;
  name: string;
}

/** The districts that occur, in dictionary order. */
export function districtChoices(rows: readonly SiteRow[]): DistrictChoice[] {
  const names = new Map<string, string>();
  for (const row of rows)
    if (row.district !== null) names.set(row.district, row.districtName ?? row.district);
  const byName = vietnameseOrder();
  return [...names].map(([code, name]) => ({ code, name })).sort((a, b) => byName(a.name, b.name));
}
