/** The inventory's files together: what refers to what has to be there. Pure. */
import type { Device, Inventory, Line, Room, Site } from '../model/inventory.ts';
import { upstreamPath } from '../model/inventory.ts';
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
}

/** Collects problems; each check adds its own and goes on. */
class Findings {
  readonly problems: Problem[] = [];

  add(code: ProblemCode, place: Place, params: Record<string, string>): void {
    this.problems.push({ code, place, params });
  }

  /** Rows by a key; the second of two with the same key is a problem that names the first. */
  index<T>(
    rows: readonly CsvRow<T>[],
    column: string,
    key: (row: T) => string,
    code: ProblemCode,
  ): Map<string, CsvRow<T>> {
    const byKey = new Map<string, CsvRow<T>>();
    for (const row of rows) {
      const value = key(row.value);
      const first = byKey.get(value);
      if (first) this.add(code, row.at(column), { value, first: String(first.at(column).line) });
      else byKey.set(value, row);
    }
    return byKey;
  }
}

/**
 * @param day units valid on this day (ISO 8601) are what sites may name.
 * @param credentials names of SNMP credentials that exist.
 */
export function readInventory(
  files: InventoryFiles,
  day: string,
  credentials: ReadonlySet<string>,
): { inventory: Inventory; problems: Problem[] } {
  const findings = new Findings();
  const table = <T>(parsed: { rows: readonly CsvRow<T>[]; problems: readonly Problem[] }) => {
    findings.problems.push(...parsed.problems);
    return parsed.rows;
  };
  const unitRows = table(readCsv(files.units.file, files.units.text, unitRowSchema));
  const siteRows = table(readCsv(files.sites.file, files.sites.text, siteRowSchema));
  const deviceRows = table(readCsv(files.devices.file, files.devices.text, deviceRowSchema));
  const lineRows = table(readCsv(files.lines.file, files.lines.text, lineRowSchema));
  const roomRows = files.rooms ? table(readCsv(files.rooms.file, files.rooms.text, roomRowSchema)) : [];

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
    }),
  );
  checkSites(findings, siteRows, sites, new UnitTree(units.filter((unit) => isValidOn(unit, day))), day);
  const siteIds = new Set(sites.map((site) => site.id));
  const checkSite = (row: CsvRow<{ site: string }>) => {
    if (!siteIds.has(row.value.site)) findings.add('unknown_site', row.at('site'), { value: row.value.site });
  };
  const devicesById = findings.index(deviceRows, 'id', (row) => row.id, 'duplicate_id');
  findings.index(lineRows, 'id', (row) => row.id, 'duplicate_id');
  findings.index(roomRows, 'id', (row) => row.id, 'duplicate_id');
  for (const row of [...deviceRows, ...lineRows, ...roomRows]) checkSite(row);
  for (const row of deviceRows) {
    const name = row.value.credential;
    if (name !== undefined && !credentials.has(name)) {
      findings.add('unknown_credential', row.at('credential'), { value: name });
    }
  }
  for (const row of lineRows) {
    if (devicesById.get(row.value.device)?.value.site !== row.value.site) {
      findings.add('unknown_device', row.at('device'), { value: row.value.device, site: row.value.site });
    }
  }
  const devices = deviceRows.map(({ value }): Device => ({ ...value, credential: value.credential }));
  const lines = lineRows.map(
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
  const rooms = roomRows.map(({ value }): Room => value);
  return { inventory: { units, sites, devices, lines, rooms }, problems: findings.problems };
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
