/** The units that there are sites of, for somebody to choose from. */
import type { SiteRow } from '../../../../collector/api/types/sites.ts';
import { vietnameseOrder } from './search.ts';

export interface UnitGroup {
  /** Of the district. */
  readonly group: string;
  readonly items: { value: string; label: string }[];
}

/** Districts, each with its communes below it. */
export function unitChoices(sites: readonly SiteRow[]): UnitGroup[] {
  const byName = vietnameseOrder();
  const districts = new Map<string, { name: string; communes: Map<string, string> }>();
  for (const { district, districtName, unit, unitName } of sites) {
    if (district === null) continue;
    const known = districts.get(district) ?? { name: districtName ?? district, communes: new Map() };
    districts.set(district, known);
    if (unit !== district) known.communes.set(unit, unitName);
  }
  return [...districts]
    .sort(([, a], [, b]) => byName(a.name, b.name))
    .map(([code, { name, communes }]) => ({
      group: name,
      items: [
        { value: code, label: name },
        ...[...communes].map(([value, label]) => ({ value, label })).sort((a, b) => byName(a.label, b.label)),
      ],
    }));
}

/** Names by code. */
export function unitNames(groups: readonly UnitGroup[]): ReadonlyMap<string, string> {
  return new Map(groups.flatMap(({ items }) => items.map(({ value, label }) => [value, label])));
}
