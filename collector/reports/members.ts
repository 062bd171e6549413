/** What a report is about: each site (or line) with the row it belongs to. Pure. */
import { UserError } from '../../config/error.ts';
import type { Inventory, Line, Site } from '../../model/inventory.ts';
import { SITE_CLASSES } from '../../model/inventory.ts';
import { UnitHistory } from '../../model/unit-history.ts';
import type { Unit } from '../../model/unit-tree.ts';
import type { Grouping } from './report.ts';

export interface Member {
  readonly site: Site;
  /** The one that is reported, where rows are carriers; all of the site's otherwise. */
  readonly lines: readonly Line[];
  readonly row: RowName;
  readonly weight: number;
}

export interface RowName {
  readonly key: string;
  readonly name: string;
  readonly unitName: string | null;
}

export interface MembersWanted {
  readonly grouping: Grouping;
  /** Sites name units of this day; units of the other are wanted. ISO 8601. */
  readonly unitsWritten: string;
  readonly unitsAsOf: string;
  /** Code of a unit: only what lies in it. */
  readonly unit: string | undefined;
  readonly weight: 'weight' | 'bandwidth';
  /** A site class in the reader's words. */
  nameOfClass(siteClass: Site['class']): string;
}

export interface Members {
  readonly members: readonly Member[];
  readonly unit: Unit | undefined;
}

/**
 * In the order of the rows: sites as in their file, units by code, classes as they are named, carriers by name.
 * @throws UserError for a unit that is not there on the day, and for districts on a day without any.
 */
export function membersOf(inventory: Inventory, wanted: MembersWanted): Members {
  const { grouping, unitsWritten, unitsAsOf } = wanted;
  const history = new UnitHistory(inventory.units, inventory.unitChanges ?? [], unitsWritten, unitsAsOf);
  const limit = wanted.unit === undefined ? undefined : history.tree.unit(wanted.unit);
  if (wanted.unit !== undefined && !limit)
    throw new UserError(history.isKnown(wanted.unit) ? 'report_unit_day' : 'report_unit', {
      unit: wanted.unit,
      day: unitsAsOf,
    });
  const placed = inventory.sites.flatMap((site) => {
    const unit = history.unitOf(site.unit);
    const path = unit ? history.tree.pathFrom(unit.code) : [];
    if (limit && !path.some(({ code }) => code === limit.code)) return [];
    const district = unit && history.tree.districtOf(unit.code);
    return [{ site, unit, district }];
  });
  if (grouping === 'district' && placed.length > 0 && !placed.some(({ district }) => district))
    throw new UserError('report_no_districts', { day: unitsAsOf });
  const linesOf = new Map<string, Line[]>();
  for (const line of inventory.lines) linesOf.set(line.site, [...(linesOf.get(line.site) ?? []), line]);
  const members = placed.flatMap(({ site, unit, district }): Member[] => {
    const lines = linesOf.get(site.id) ?? [];
    if (grouping === 'carrier')
      return lines.map((line) => ({
        site,
        lines: [line],
        row: { key: line.carrier, name: line.carrier, unitName: null },
        weight: weightOf(site, [line], wanted.weight),
      }));
    const above = grouping === 'district' ? (district ?? unit) : unit;
    const row = rowOf(site, above, wanted);
    return [{ site, lines, row, weight: weightOf(site, lines, wanted.weight) }];
  });
  return { members: grouping === 'site' ? members : members.sort(orderOf(grouping)), unit: limit };
}

function rowOf(site: Site, unit: Unit | undefined, { grouping, nameOfClass }: MembersWanted): RowName {
  if (grouping === 'site') return { key: site.id, name: site.name, unitName: unit?.name ?? null };
  if (grouping === 'class') return { key: site.class, name: nameOfClass(site.class), unitName: null };
  return { key: unit?.code ?? '', name: unit?.name ?? '—', unitName: null };
}

function weightOf(site: Site, lines: readonly Line[], weight: 'weight' | 'bandwidth'): number {
  if (weight === 'weight') return site.weight ?? 1;
  return lines.reduce((sum, line) => sum + line.bandwidthKbps, 0);
}

/** Sorting is stable: members of one row keep the order of their file. */
function orderOf(grouping: Grouping): (a: Member, b: Member) => number {
  const classes: readonly string[] = SITE_CLASSES;
  const rank = ({ row }: Member) => (grouping === 'class' ? String(classes.indexOf(row.key)) : row.key);
  return (a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0);
}
