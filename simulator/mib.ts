/** The objects that a simulated router has: SNMPv2-MIB's system group and IF-MIB, as one sorted table. */
import { ObjectType } from 'net-snmp';

/** An interface at one moment. Counters are whole numbers below 2^53. */
export interface InterfaceReading {
  readonly name: string;
  readonly description: string;
  readonly alias: string;
  /** IANAifType. */
  readonly type: number;
  readonly mtu: number;
  readonly speedBps: number;
  /** Six octets, or none for a loopback interface. */
  readonly physicalAddress: Buffer;
  readonly isOperational: boolean;
  readonly inOctets: number;
  readonly outOctets: number;
}

/** A router at one moment. */
export interface RouterReading {
  readonly name: string;
  readonly description: string;
  readonly location: string;
  readonly uptimeMs: number;
  readonly interfaces: readonly InterfaceReading[];
}

export type SnmpValue = string | number | Buffer;

export interface MibObject {
  readonly oid: readonly number[];
  readonly type: ObjectType;
  readonly read: (router: RouterReading) => SnmpValue;
}

const SYSTEM = [1, 3, 6, 1, 2, 1, 1];
const INTERFACES = [1, 3, 6, 1, 2, 1, 2];
const IF_ENTRY = [...INTERFACES, 2, 1];
const IF_X_ENTRY = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];

/** Net-SNMP's own value for an agent on Linux: a made-up enterprise number would be somebody's. */
const SYS_OBJECT_ID = '1.3.6.1.4.1.8072.3.2.10';
/** Internet layer and end-to-end layer (RFC 3418): 2^(3-1) + 2^(4-1). */
const SYS_SERVICES = 12;

/** IF-MIB's textual conventions. */
const UP = 1;
const DOWN = 2;
const YES = 1;
const NO = 2;
/** IANAifType softwareLoopback. */
export const LOOPBACK_TYPE = 24;
/** IANAifType ethernetCsmacd. */
export const ETHERNET_TYPE = 6;

/** What is typical of office traffic, for the counters of packets. */
const OCTETS_PER_PACKET = 620;
const PACKETS_PER_DISCARD = 80_000;
const PACKETS_PER_MULTICAST = 900;

const COUNTER32 = 2 ** 32;
const COUNTER64_OCTETS = 8;
const MOST_OF_GAUGE32 = 2 ** 32 - 1;

type Column = readonly [
  column: number,
  type: ObjectType,
  read: (port: InterfaceReading, index: number) => SnmpValue,
];

const packets = (octets: number) => Math.floor(octets / OCTETS_PER_PACKET);
const discards = (octets: number) => Math.floor(packets(octets) / PACKETS_PER_DISCARD);
const multicasts = (octets: number) => Math.floor(packets(octets) / PACKETS_PER_MULTICAST);
const counter32 = (count: number) => count % COUNTER32;
const zero = () => 0;

/** The content octets of a Counter64: BER's shortest form of a number that is not negative. */
function counter64(count: number): Buffer {
  const whole = Buffer.alloc(COUNTER64_OCTETS + 1);
  whole.writeBigUInt64BE(BigInt(count), 1);
  let start = 0;
  while (start < COUNTER64_OCTETS && whole[start] === 0 && (whole[start + 1] ?? 0) < 0x80) start += 1;
  return whole.subarray(start);
}

const IF_COLUMNS: readonly Column[] = [
  [1, ObjectType.Integer, (_port, index) => index],
  [2, ObjectType.OctetString, (port) => port.description],
  [3, ObjectType.Integer, (port) => port.type],
  [4, ObjectType.Integer, (port) => port.mtu],
  [5, ObjectType.Gauge, (port) => Math.min(port.speedBps, MOST_OF_GAUGE32)],
  [6, ObjectType.OctetString, (port) => port.physicalAddress],
  [7, ObjectType.Integer, () => UP],
  [8, ObjectType.Integer, (port) => (port.isOperational ? UP : DOWN)],
  [9, ObjectType.TimeTicks, zero],
  [10, ObjectType.Counter, (port) => counter32(port.inOctets)],
  [11, ObjectType.Counter, (port) => counter32(packets(port.inOctets))],
  [13, ObjectType.Counter, (port) => counter32(discards(port.inOctets))],
  [14, ObjectType.Counter, zero],
  [15, ObjectType.Counter, zero],
  [16, ObjectType.Counter, (port) => counter32(port.outOctets)],
  [17, ObjectType.Counter, (port) => counter32(packets(port.outOctets))],
  [19, ObjectType.Counter, (port) => counter32(discards(port.outOctets))],
  [20, ObjectType.Counter, zero],
];

const IF_X_COLUMNS: readonly Column[] = [
  [1, ObjectType.OctetString, (port) => port.name],
  [2, ObjectType.Counter, (port) => counter32(multicasts(port.inOctets))],
  [3, ObjectType.Counter, zero],
  [4, ObjectType.Counter, (port) => counter32(multicasts(port.outOctets))],
  [5, ObjectType.Counter, zero],
  [6, ObjectType.Counter64, (port) => counter64(port.inOctets)],
  [7, ObjectType.Counter64, (port) => counter64(packets(port.inOctets))],
  [8, ObjectType.Counter64, (port) => counter64(multicasts(port.inOctets))],
  [9, ObjectType.Counter64, () => counter64(0)],
  [10, ObjectType.Counter64, (port) => counter64(port.outOctets)],
  [11, ObjectType.Counter64, (port) => counter64(packets(port.outOctets))],
  [12, ObjectType.Counter64, (port) => counter64(multicasts(port.outOctets))],
  [13, ObjectType.Counter64, () => counter64(0)],
  [14, ObjectType.Integer, () => YES],
  [15, ObjectType.Gauge, (port) => Math.round(port.speedBps / 1_000_000)],
  [16, ObjectType.Integer, () => NO],
  [17, ObjectType.Integer, (port) => (port.type === ETHERNET_TYPE ? YES : NO)],
  [18, ObjectType.OctetString, (port) => port.alias],
  // No discontinuity other than the restart that set sysUpTime to zero.
  [19, ObjectType.TimeTicks, zero],
];

/** sysUpTime in hundredths of a second, which goes round after 497 days. */
function uptimeTicks(router: RouterReading): number {
  return Math.floor(router.uptimeMs / 10) % 2 ** 32;
}

function scalar(
  group: readonly number[],
  object: number,
  type: ObjectType,
  read: MibObject['read'],
): MibObject {
  return { oid: [...group, object, 0], type, read };
}

function column(entry: readonly number[], [number, type, read]: Column, ports: number): MibObject[] {
  return Array.from({ length: ports }, (_, position): MibObject => {
    const readPort = (router: RouterReading) => {
      const port = router.interfaces[position];
      if (port === undefined) throw new RangeError(`the router has no interface ${position + 1}`);
      return read(port, position + 1);
    };
    return { oid: [...entry, number, position + 1], type, read: readPort };
  });
}

/** The objects of a router with so many interfaces, in the order of their names. All such routers share them. */
export function routerMib(ports: number): readonly MibObject[] {
  return [
    scalar(SYSTEM, 1, ObjectType.OctetString, (router) => router.description),
    scalar(SYSTEM, 2, ObjectType.OID, () => SYS_OBJECT_ID),
    scalar(SYSTEM, 3, ObjectType.TimeTicks, uptimeTicks),
    scalar(SYSTEM, 4, ObjectType.OctetString, () => 'noc@example.invalid'),
    scalar(SYSTEM, 5, ObjectType.OctetString, (router) => router.name),
    scalar(SYSTEM, 6, ObjectType.OctetString, (router) => router.location),
    scalar(SYSTEM, 7, ObjectType.Integer, () => SYS_SERVICES),
    scalar(INTERFACES, 1, ObjectType.Integer, (router) => router.interfaces.length),
    ...IF_COLUMNS.flatMap((each) => column(IF_ENTRY, each, ports)),
    ...IF_X_COLUMNS.flatMap((each) => column(IF_X_ENTRY, each, ports)),
  ];
}

/** Negative, zero or positive as one name comes before, is, or comes after the other (RFC 3416 section 4.2.2). */
export function compareOids(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Position of the first object that comes after a name, or is it; the table's length when none does. */
export function firstFrom(mib: readonly MibObject[], oid: readonly number[], orEqual: boolean): number {
  let low = 0;
  let high = mib.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareOids(mib[middle]?.oid ?? [], oid);
    if (order < 0 || (order === 0 && !orEqual)) low = middle + 1;
    else high = middle;
  }
  return low;
}
