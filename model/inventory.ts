/** What there is to watch. Plain data, joined by id; the files it comes from are read in config/. */
import type { UnitChange } from './unit-history.ts';
import type { Unit } from './unit-tree.ts';

export const SITE_CLASSES = ['department', 'district', 'commune', 'centre'] as const;
/** Departments and agencies, People's Committees of districts, those of communes, and centres under departments. */
export type SiteClass = (typeof SITE_CLASSES)[number];

export const DEVICE_KINDS = ['router', 'switch', 'ups', 'codec', 'host'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** A connection point of the network. */
export interface Site {
  readonly id: string;
  /** A few letters for an SMS, unique: names collide once their marks are stripped. */
  readonly shortName: string;
  readonly name: string;
  readonly class: SiteClass;
  /** Code of the administrative unit it belongs to. */
  readonly unit: string;
  /** The site that its line leads to; `undefined` for the root, the province's core. */
  readonly upstream: string | undefined;
  /** Its address as the core sees it. */
  readonly address: string;
  /** Address of its gateway as seen from inside. */
  readonly gateway: string | undefined;
  /** Address of the core as seen from inside. */
  readonly coreAddress: string | undefined;
  /** WGS 84, degrees. */
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  /** How much it counts in weighted figures of reports; default 1. */
  readonly weight?: number | undefined;
}

/** Something at a site with an address. */
export interface Device {
  readonly id: string;
  readonly site: string;
  readonly kind: DeviceKind;
  readonly name: string;
  readonly address: string;
  /** Name of the SNMP credential in the configuration; `undefined`: no SNMP. */
  readonly credential: string | undefined;
}

/** A site's circuit to its upstream. */
export interface Line {
  readonly id: string;
  readonly site: string;
  readonly carrier: string;
  /** Kilobits a second, as contracted. */
  readonly bandwidthKbps: number;
  /** The device and the interface (its ifName) that the circuit ends on. */
  readonly device: string;
  readonly interfaceName: string;
  /** Contracted availability in percent. */
  readonly targetPercent: number;
}

/** A video-conference endpoint. */
export interface Room {
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly level: 'province' | 'district';
  readonly address: string;
}

export interface Inventory {
  readonly units: readonly Unit[];
  /** Which unit went up in which, whole. */
  readonly unitChanges?: readonly UnitChange[];
  readonly sites: readonly Site[];
  readonly devices: readonly Device[];
  readonly lines: readonly Line[];
  readonly rooms: readonly Room[];
}

/** From a site up to the root; ends where the chain does, or where it would go round. */
export function upstreamPath(sites: ReadonlyMap<string, Site>, siteId: string): string[] {
  const path: string[] = [];
  const seen = new Set([siteId]);
  let next = sites.get(siteId)?.upstream;
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    path.push(next);
    next = sites.get(next)?.upstream;
  }
  return path;
}
