/** What a device is, and whom it has beside it: read at start, every six hours, and when it says that it changed. */
import type { Point } from '../../../model/point.ts';
import type { SnmpValue } from './codec/pdu.ts';
import { ipAddress, macAddress } from './discovery-addresses.ts';
import { INTERFACE, SYSTEM } from './oids.ts';
import type { DeviceReader, ProfileReader } from './profile-reader.ts';
import { getAll } from './profile-reader.ts';
import { toInteger, toText } from './values.ts';
import type { Columns } from './walk.ts';
import { walkColumns } from './walk.ts';

/** SNMPv2-MIB (RFC 3418). */
const SYS_DESCR = '1.3.6.1.2.1.1.1.0';

/** LLDP-MIB (IEEE 802.1AB-2005): `lldpRemTable`, indexed by time mark, local port and number; `lldpLocPortTable`. */
export const LLDP = {
  lldpLocPortId: '1.0.8802.1.1.2.1.3.7.1.3',
  lldpLocPortDesc: '1.0.8802.1.1.2.1.3.7.1.4',
  lldpRemChassisIdSubtype: '1.0.8802.1.1.2.1.4.1.1.4',
  lldpRemChassisId: '1.0.8802.1.1.2.1.4.1.1.5',
  lldpRemPortIdSubtype: '1.0.8802.1.1.2.1.4.1.1.6',
  lldpRemPortId: '1.0.8802.1.1.2.1.4.1.1.7',
  lldpRemPortDesc: '1.0.8802.1.1.2.1.4.1.1.8',
  lldpRemSysName: '1.0.8802.1.1.2.1.4.1.1.9',
  lldpRemSysDesc: '1.0.8802.1.1.2.1.4.1.1.10',
} as const;

/** CISCO-CDP-MIB: `cdpCacheTable`, indexed by ifIndex and number. */
export const CDP = {
  cdpCacheAddress: '1.3.6.1.4.1.9.9.23.1.2.1.1.4',
  cdpCacheDeviceId: '1.3.6.1.4.1.9.9.23.1.2.1.1.6',
  cdpCacheDevicePort: '1.3.6.1.4.1.9.9.23.1.2.1.1.7',
  cdpCachePlatform: '1.3.6.1.4.1.9.9.23.1.2.1.1.8',
} as const;

/** When the inventory, the LLDP and the CDP neighbours changed last: ENTITY-MIB, LLDP-MIB, CISCO-CDP-MIB. */
export const CHANGE_MARKS = {
  entLastChangeTime: '1.3.6.1.2.1.47.1.4.1.0',
  lldpStatsRemTablesLastChangeTime: '1.0.8802.1.1.2.1.2.1.0',
  cdpGlobalLastChange: '1.3.6.1.4.1.9.9.23.1.3.5.0',
} as const;

const READ_EVERY_MS = 21_600_000;
/** A device whose marks change all the time is not read more often than this. */
const READ_CHANGES_MS = 300_000;

export interface Neighbour {
  readonly protocol: 'lldp' | 'cdp';
  readonly localPort: string;
  /** The chassis id or device id by which it names itself. */
  readonly id: string;
  readonly name: string | undefined;
  readonly port: string | undefined;
  readonly description: string | undefined;
  readonly address: string | undefined;
}

/** Chassis and port ids that are MAC or network addresses, by their subtypes (IEEE 802.1AB clause 8.5). */
const MAC_SUBTYPES = { chassis: 4n, port: 3n } as const;
const ADDRESS_SUBTYPES = { chassis: 5n, port: 4n } as const;

function lldpId(
  subtype: SnmpValue | undefined,
  value: SnmpValue | undefined,
  kind: 'chassis' | 'port',
): string | undefined {
  const number = toInteger(subtype);
  const octets = Buffer.isBuffer(value) ? value : undefined;
  if (number === MAC_SUBTYPES[kind]) return macAddress(octets) ?? toText(value);
  // An address family number of IANA comes before the address.
  if (number === ADDRESS_SUBTYPES[kind]) return ipAddress(octets?.subarray(1)) ?? toText(value);
  return toText(value) || undefined;
}

export function lldpNeighbours(columns: Columns): Neighbour[] {
  const indexes = [...(columns.get(LLDP.lldpRemChassisId)?.keys() ?? [])];
  return indexes.flatMap((index): Neighbour[] => {
    const cell = (column: keyof typeof LLDP) => columns.get(LLDP[column])?.get(index);
    const local = index.split('.')[1] ?? '';
    const localText = (column: keyof typeof LLDP) => toText(columns.get(LLDP[column])?.get(local));
    const id = lldpId(cell('lldpRemChassisIdSubtype'), cell('lldpRemChassisId'), 'chassis');
    if (id === undefined) return [];
    return [
      {
        protocol: 'lldp',
        localPort: localText('lldpLocPortDesc') || localText('lldpLocPortId') || local || '?',
        id,
        name: toText(cell('lldpRemSysName')) || undefined,
        port:
          toText(cell('lldpRemPortDesc')) ||
          lldpId(cell('lldpRemPortIdSubtype'), cell('lldpRemPortId'), 'port'),
        description: toText(cell('lldpRemSysDesc')) || undefined,
        address: undefined,
      },
    ];
  });
}

/** @param interfaces ifName by ifIndex. */
export function cdpNeighbours(columns: Columns, interfaces: ReadonlyMap<string, SnmpValue>): Neighbour[] {
  const indexes = [...(columns.get(CDP.cdpCacheDeviceId)?.keys() ?? [])];
  return indexes.flatMap((index): Neighbour[] => {
    const cell = (column: keyof typeof CDP) => columns.get(CDP[column])?.get(index);
    const ifIndex = index.split('.')[0] ?? '';
    const id = toText(cell('cdpCacheDeviceId'));
    const address = cell('cdpCacheAddress');
    if (!id) return [];
    return [
      {
        protocol: 'cdp',
        localPort: toText(interfaces.get(`${INTERFACE.ifName}.${ifIndex}`)) || ifIndex || '?',
        id,
        name: id,
        port: toText(cell('cdpCacheDevicePort')) || undefined,
        description: toText(cell('cdpCachePlatform')) || undefined,
        address: ipAddress(Buffer.isBuffer(address) ? address : undefined),
      },
    ];
  });
}

/** Neighbours that the device names twice differ in their id; whom it names without one cannot be told apart. */
export function neighbourPoints(
  tags: Readonly<Record<string, string>>,
  neighbours: readonly Neighbour[],
  timeMs: number,
): Point[] {
  return neighbours.map(({ protocol, localPort, id, name, port, description, address }) => ({
    measurement: 'device_neighbour',
    tags: { ...tags, protocol, local_port: localPort, neighbour: id },
    fields: {
      name: name ?? id,
      ...(port === undefined ? {} : { port }),
      ...(description === undefined ? {} : { description }),
      ...(address === undefined ? {} : { address }),
    },
    timeMs,
  }));
}

export class Discovery {
  readonly #reader: DeviceReader;
  readonly #profile: ProfileReader;
  readonly #maxRepetitions: number;
  readonly #now: () => number;
  #readMs = Number.NEGATIVE_INFINITY;
  #emittedMs = Number.NEGATIVE_INFINITY;
  #marks = '';
  #facts = '';
  #neighbours = '';

  constructor(options: {
    reader: DeviceReader;
    profile: ProfileReader;
    maxRepetitions: number;
    /** Milliseconds that only go forward. */
    now: () => number;
  }) {
    this.#reader = options.reader;
    this.#profile = options.profile;
    this.#maxRepetitions = options.maxRepetitions;
    this.#now = options.now;
  }

  /**
   * Points where there is something to say; to be called after the profile's own reading.
   * @param restarted the device has started anew since the call before.
   * @throws when the device does not answer.
   */
  async read(tags: Readonly<Record<string, string>>, timeMs: number): Promise<Point[]> {
    const nowMs = this.#now();
    const due = nowMs - this.#emittedMs >= READ_EVERY_MS;
    const { marks } = this.#profile;
    if (!due && (marks === this.#marks || nowMs - this.#readMs < READ_CHANGES_MS)) return [];
    const fields = await this.#readFacts();
    const facts = JSON.stringify(fields);
    const neighbours = await this.#readNeighbours();
    const said = JSON.stringify(neighbours);
    const points: Point[] = [];
    if ((due || facts !== this.#facts) && Object.keys(fields).length > 0)
      points.push({ measurement: 'device_facts', tags, fields, timeMs });
    if (due || said !== this.#neighbours) points.push(...neighbourPoints(tags, neighbours, timeMs));
    if (due) this.#emittedMs = nowMs;
    this.#readMs = nowMs;
    this.#marks = marks;
    this.#facts = facts;
    this.#neighbours = said;
    return points;
  }

  async #readFacts(): Promise<Record<string, string>> {
    const system = await getAll(this.#reader, [SYS_DESCR, SYSTEM.sysName]);
    const texts = {
      sys_descr: toText(system.get(SYS_DESCR)),
      sys_name: toText(system.get(SYSTEM.sysName)),
      sys_object_id: this.#profile.sysObjectId,
      profile: this.#profile.names[0],
    };
    const all = Object.entries({ ...texts, ...(await this.#profile.readFacts()) });
    return Object.fromEntries(all.flatMap(([name, text]) => (text ? [[name, String(text)]] : [])));
  }

  async #readNeighbours(): Promise<Neighbour[]> {
    const { lldpLocPortId, lldpLocPortDesc, ...remote } = LLDP;
    const lldp = new Map(await this.#walk(Object.values(remote)));
    if (lldp.get(LLDP.lldpRemChassisId)?.size) {
      for (const [column, cells] of await this.#walk([lldpLocPortId, lldpLocPortDesc]))
        lldp.set(column, cells);
    }
    const cdp = await this.#walk(Object.values(CDP));
    const ports = [...(cdp.get(CDP.cdpCacheDeviceId)?.keys() ?? [])].map(
      (index) => `${INTERFACE.ifName}.${index.split('.')[0]}`,
    );
    const interfaces = await getAll(this.#reader, [...new Set(ports)]);
    const found = [...lldpNeighbours(lldp), ...cdpNeighbours(cdp, interfaces)];
    return found.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  }

  /** A table that the device cannot be walked through is one that it does not have. @throws when it is silent. */
  async #walk(columns: readonly string[]): Promise<Columns> {
    try {
      return await walkColumns(this.#reader, columns, this.#maxRepetitions);
    } catch {
      await this.#reader.get([SYSTEM.sysUpTime]);
      return new Map();
    }
  }
}

function keyOf({ protocol, localPort, id, port }: Neighbour): string {
  return [protocol, localPort, id, port].join('\u0000');
}
