/** The demonstration's files, for tests. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Inventory, SiteClass } from '../../../model/inventory.ts';

const CONFIG = new URL('../../../config/', import.meta.url);

export function readConfigFile(name: string): string {
  return readFileSync(new URL(name, CONFIG), 'utf8');
}

export function readTable(name: string): Record<string, string>[] {
  return parse(readConfigFile(`demo/${name}`), { columns: true });
}

/** The demonstration's inventory without its units, which the simulator does not look at. */
export function readDemoInventory(): Inventory {
  const sites = readTable('sites.csv').map((row) => ({
    id: row.id!,
    shortName: row.short_name!,
    name: row.name!,
    class: row.class as SiteClass,
    unit: row.unit!,
    upstream: row.upstream === '' ? undefined : row.upstream,
    address: row.address!,
    gateway: row.gateway,
    coreAddress: row.core_address,
    latitude: Number(row.latitude),
    longitude: Number(row.longitude),
  }));
  const lines = readTable('lines.csv').map((row) => ({
    id: row.id!,
    site: row.site!,
    carrier: row.carrier!,
    bandwidthKbps: Number(row.bandwidth_kbps),
    device: row.device!,
    interfaceName: row.interface!,
    targetPercent: Number(row.target_percent),
  }));
  const rooms = readTable('rooms.csv').map((row) => ({
    id: row.id!,
    site: row.site!,
    name: row.name!,
    level: row.level as 'province' | 'district',
    address: row.address!,
  }));
  return { units: [], sites, devices: [], lines, rooms };
}
