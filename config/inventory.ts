/** The inventory's files together: what refers to what has to be there. Pure. */
import type { Device, Inventory, Line, Room, Site } from '../model/inventory.ts';
import { upstreamPath } from '../model/inventory.ts';
import type { UnitChange } from '../model/unit-history.ts';
import type { Unit } from '../model/unit-tree.ts';
import { isValidOn, UnitTree } from '../model/unit-tree.ts';
import type { Place, Problem, ProblemCode } from './problem.ts';
import type { CsvRow } from './read-csv.ts';
import { readCsv } from './read-csv.ts';
import {
  deviceRowSchema,
  lineRowSchema,
  roomRowSchema,
  siteRowSchema,
  unitChangeRowSchema,
  unitRowSchema,
} from './schema/inventory.ts';

export interface InventoryFile {
  readonly file: string;
  readonly text: string;
}

export interface InventoryFiles {
  readonly units: InventoryFile;
  readonly sites: InventoryFile;
  readonly devices: InventoryFile;
  readonly lines: InventoryFile;
  readonly rooms: InventoryFile | undefined;
  readonly unitChanges: InventoryFile | undefined;
}

/** Problems of a file as a table: nothing in it can be told from anything else. */
const OF_THE_FILE: ReadonlySet<ProblemCode> = new Set(['csv_syntax', 'missing_column', 'unknown_column']);

/** Collects problems; each check adds its own and goes on. */
class Findings {
  readonly problems: Problem[] = [];
  /** Of rows that can do without the others, and the others without them. */
  readonly leftOut: Problem[] = [];

  add(code: ProblemCode, place: Place, params: Record<string, string>): void {
    this.problems.push({ code, place, params });
  }

  leaveOut(code: ProblemCode, place: Place, params: Record<string, string>): void {
    this.leftOut.push({ code, place, params });
  }

  /** Rows by a key; the second of two with the same key is a problem that names the first. */
  index<T>(
    rows: readonly CsvRow<T>[],
    column: string,
    key: (row: T) => string,
    code: ProblemCode,
    tell: 'add' | 'leaveOut' = 'add',
  ): Map<string, CsvRow<T>> {
    const byKey = new Map<string, CsvRow<T>>();
    for (const row of rows) {
      const value = key(row.value);
      const first = byKey.get(value);
      if (first) this[tell](code, row.at(column), { value, first: String(first.at(column).line) });
      else byKey.set(value, row);
    }
    return byKey;
  }
}

/**
 * Sites and units make one tree: a problem there is one of the whole. A device, line or room with a problem is left
 * out; a device of an unknown credential stays, and is not asked by SNMP.
 * @param day units valid on this day (ISO 8601) are what sites may name.
 * @param credentials names of SNMP credentials that exist.
 */
export function readInventory(
  files: InventoryFiles,
  day: string,
  credentials: ReadonlySet<string>,
): { inventory: Inventory; problems: Problem[]; leftOut: Problem[] } {
  const findings = new Findings();
  const table = <T>(parsed: { rows: readonly CsvRow<T>[]; problems: readonly Problem[] }) => {
    findings.problems.push(...parsed.problems);
    return parsed.rows;
  };
  /** Rows of devices, lines and rooms stand for themselves; a file that cannot be read as a table does not. */
  const rowsOf = <T>(parsed: { rows: readonly CsvRow<T>[]; problems: readonly Problem[] }) => {
    for (const problem of parsed.problems)
      (OF_THE_FILE.has(problem.code) ? findings.problems : findings.leftOut).push(problem);
    return parsed.rows;
  };
  const unitRows = table(readCsv(files.units.file, files.units.text, unitRowSchema));
  const siteRows = table(readCsv(files.sites.file, files.sites.text, siteRowSchema));
  const deviceRows = rowsOf(readCsv(files.devices.file, files.devices.text, deviceRowSchema));
  const lineRows = rowsOf(readCsv(files.lines.file, files.lines.text, lineRowSchema));
  const roomRows = files.rooms ? rowsOf(readCsv(files.rooms.file, files.rooms.text, roomRowSchema)) : [];

  const changeRows = files.unitChanges
    ? table(readCsv(files.unitChanges.file, files.unitChanges.text, unitChangeRowSchema))
    : [];
  const unitChanges = changeRows
    .filter(({ value }) => value.share === 'whole')
    .map(({ value }): UnitChange => ({ from: value.old_code, to: value.new_code }));

  const units = unitRows.map(
    ({ value }): Unit => ({
      code: value.code,
      name: value.name_vi,
      type: value.type,
      parent: value.parent_code,
      validFrom: value.valid_from,
      validTo: value.valid_to,
    }),
  );
  const sites = siteRows.map(
    ({ value }): Site => ({
      id: value.id,
      shortName: value.short_name,
      name: value.name,
      class: value.class,
      unit: value.unit,
      upstream: value.upstream,
      address: value.address,
      gateway: value.gateway,
      coreAddress: value.core_address,
      latitude: value.latitude,
      longitude: value.longitude,
      weight: value.weight,
    }),
  );
  checkSites(findings, siteRows, sites, new UnitTree(units.filter((unit) => isValidOn(unit, day))), day);
  const siteIds = new Set(sites.map((site) => site.id));
  const standing = <T extends { id: string; site: string }>(rows: readonly CsvRow<T>[]) =>
    [...findings.index(rows, 'id', (row) => row.id, 'duplicate_id', 'leaveOut').values()].filter((row) => {
      const { site } = row.value;
      if (!siteIds.has(site)) findings.leaveOut('unknown_site', row.at('site'), { value: site });
      return siteIds.has(site);
    });
  const devices = standing(deviceRows).map(({ value, at }): Device => {
    const { credential } = value;
    const unknown = credential !== undefined && !credentials.has(credential);
    // The device is there all the same, and what is asked of it without SNMP.
    if (unknown) findings.leaveOut('unknown_credential', at('credential'), { value: credential });
    return { ...value, credential: unknown ? undefined : credential };
  });
  const siteOfDevice = new Map(devices.map(({ id, site }) => [id, site]));
  const lineRowsStanding = standing(lineRows).filter((row) => {
    const { device, site } = row.value;
    const there = siteOfDevice.get(device) === site;
    if (!there) findings.leaveOut('unknown_device', row.at('device'), { value: device, site });
    return there;
  });
  const lines = lineRowsStanding.map(
    ({ value }): Line => ({
      id: value.id,
      site: value.site,
      carrier: value.carrier,
      bandwidthKbps: value.bandwidth_kbps,
      device: value.device,
      interfaceName: value.interface,
      targetPercent: value.target_percent,
    }),
  );
  const rooms = standing(roomRows).map(({ value }): Room => value);
  const { problems, leftOut } = findings;
  return { inventory: { units, unitChanges, sites, devices, lines, rooms }, problems, leftOut };
}

type SiteRow = CsvRow<{ id: string; short_name: string; unit: string; upstream?: string | undefined }>;

function checkSites(
  findings: Findings,
  rows: readonly SiteRow[],
  sites: readonly Site[],
  units: UnitTree,
  day: string,
): void {
  const byId = findings.index(rows, 'id', (row) => row.id, 'duplicate_id');
  findings.index(rows, 'short_name', (row) => row.short_name, 'duplicate_short_name');
  const sitesById = new Map(sites.map((site) => [site.id, site]));
  for (const row of rows) {
    const { id, unit, upstream } = row.value;
    // The second of two with the same id has been told; what else is said of the id is about the first.
    if (byId.get(id) !== row) continue;
    if (!units.unit(unit)) findings.add('unknown_unit', row.at('unit'), { value: unit, day });
    if (upstream === undefined) continue;
    if (!byId.has(upstream)) findings.add('unknown_upstream', row.at('upstream'), { value: upstream });
    else {
      const path = upstreamPath(sitesById, id);
      // Only the members of the ring are told, not everything that hangs below it.
      if (sitesById.get(path.at(-1) ?? id)?.upstream === id) {
        findings.add('upstream_cycle', row.at('upstream'), { path: [id, ...path, id].join(' → ') });
      }
    }
  }
  const first = rows[0];
  if (first && !rows.some((row) => row.value.upstream === undefined)) {
    findings.add('no_root', first.at('upstream'), {});
  }
}
