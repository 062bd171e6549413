/** Interface counters into points: raw counters always, rates where two polls allow one. Pure. */
import type { FieldValue, Point } from '../../../model/point.ts';
import type { InterfaceColumn } from './oids.ts';
import { INTERFACE } from './oids.ts';
import { toInteger, toText } from './values.ts';
import type { Columns } from './walk.ts';

export interface InterfaceRow {
  readonly name: string;
  readonly alias: string;
  readonly inOctets: bigint | undefined;
  readonly outOctets: bigint | undefined;
  /** Width of the two octet counters. */
  readonly counterBits: 32 | 64;
  /** Megabits a second; `undefined` or 0 where the device does not say. */
  readonly highSpeed: bigint | undefined;
  readonly others: Readonly<Record<string, bigint>>;
}

/** What rates need from one poll to the next. */
export interface InterfaceSample {
  readonly atMs: number;
  /** Hundredths of a second since the device's agent started; `undefined` where it does not say. */
  readonly upTimeTicks: bigint | undefined;
  /** By interface name: an ifIndex may change over a reboot. */
  readonly rows: ReadonlyMap<string, InterfaceRow>;
}

const OTHER_COLUMNS = [
  'ifInErrors',
  'ifOutErrors',
  'ifInDiscards',
  'ifOutDiscards',
  'ifOperStatus',
  'ifAdminStatus',
  'ifHighSpeed',
] as const satisfies readonly InterfaceColumn[];

/** Rows by name: ifName, else ifDescr, else the index; a name that comes twice gets its index behind it. */
export function readInterfaceRows(columns: Columns): Map<string, InterfaceRow> {
  const rows = new Map<string, InterfaceRow>();
  const indexes = new Set([
    ...(columns.get(INTERFACE.ifDescr)?.keys() ?? []),
    ...(columns.get(INTERFACE.ifName)?.keys() ?? []),
  ]);
  for (const index of indexes) {
    const cell = (column: InterfaceColumn) => columns.get(INTERFACE[column])?.get(index);
    const proper = toText(cell('ifName')) || toText(cell('ifDescr')) || index;
    const name = rows.has(proper) ? `${proper}#${index}` : proper;
    const wideIn = toInteger(cell('ifHCInOctets'));
    const wideOut = toInteger(cell('ifHCOutOctets'));
    const wide = wideIn !== undefined && wideOut !== undefined;
    const others: Record<string, bigint> = {};
    for (const column of OTHER_COLUMNS) {
      const value = toInteger(cell(column));
      if (value !== undefined) others[column] = value;
    }
    rows.set(name, {
      name,
      alias: toText(cell('ifAlias')) ?? '',
      inOctets: wide ? wideIn : toInteger(cell('ifInOctets')),
      outOctets: wide ? wideOut : toInteger(cell('ifOutOctets')),
      counterBits: wide ? 64 : 32,
      highSpeed: others.ifHighSpeed,
      others,
    });
  }
  return rows;
}

/** A reading of the counter or of the clock is never exact; above the speed by more than this it is no rate. */
const SPEED_TOLERANCE = 1.05;

/**
 * Bits a second between two readings of an octet counter.
 * @param speedMbps of the interface; 0: not known.
 * @returns `undefined` where the counters do not say: it went backwards, or faster than the interface can.
 */
export function rateBps(
  before: bigint | undefined,
  after: bigint | undefined,
  counterBits: 32 | 64,
  elapsedMs: number,
  speedMbps: number,
): number | undefined {
  if (before === undefined || after === undefined || elapsedMs <= 0) return undefined;
  let octets = after - before;
  if (octets < 0n) {
    // A 64-bit counter does not wrap in a lifetime, so it was reset. A 32-bit one wraps in minutes at 100 Mbit/s;
    // without the speed a wrap cannot be told from a reset.
    if (counterBits === 64 || speedMbps === 0) return undefined;
    octets += 1n << 32n;
  }
  const bps = (Number(octets) * 8 * 1_000) / elapsedMs;
  const limitBps = speedMbps * 1_000_000;
  if (limitBps > 0 && bps > limitBps * SPEED_TOLERANCE) return undefined;
  return limitBps > 0 ? Math.min(bps, limitBps) : bps;
}

/** The device started anew between the polls: its counters began at zero, and no rate crosses that. */
function restarted(before: InterfaceSample, after: InterfaceSample): boolean {
  if (before.upTimeTicks === undefined || after.upTimeTicks === undefined) return false;
  return after.upTimeTicks < before.upTimeTicks;
}

/** A leased line that ends on an interface: its contract, not the port's speed, is what traffic is held against. */
export interface LineOfInterface {
  readonly id: string;
  readonly bandwidth_kbps: number;
}

export function interfacePoints(options: {
  readonly tags: Readonly<Record<string, string>>;
  readonly before: InterfaceSample | undefined;
  readonly after: InterfaceSample;
  /** By interface name. */
  readonly lines: Readonly<Record<string, LineOfInterface>>;
}): Point[] {
  const { before, after } = options;
  const previous = before && !restarted(before, after) ? before : undefined;
  return Array.from(after.rows.values(), (row) => {
    const line = options.lines[row.name];
    const fields: Record<string, FieldValue> = { ...row.others };
    if (row.inOctets !== undefined)
      fields[row.counterBits === 64 ? 'ifHCInOctets' : 'ifInOctets'] = row.inOctets;
    if (row.outOctets !== undefined)
      fields[row.counterBits === 64 ? 'ifHCOutOctets' : 'ifOutOctets'] = row.outOctets;
    if (previous) addRates(fields, previous, after.atMs, row, line);
    const tags = {
      ...options.tags,
      ifName: row.name,
      ...(row.alias ? { ifAlias: row.alias } : {}),
      ...(line ? { line: line.id } : {}),
    };
    return { measurement: 'interface', tags, fields, timeMs: after.atMs };
  }).filter((point) => Object.keys(point.fields).length > 0);
}

function addRates(
  fields: Record<string, FieldValue>,
  before: InterfaceSample,
  afterMs: number,
  row: InterfaceRow,
  line: LineOfInterface | undefined,
): void {
  const earlier = before.rows.get(row.name);
  if (!earlier || earlier.counterBits !== row.counterBits) return;
  const elapsedMs = afterMs - before.atMs;
  const speedMbps = Number(row.highSpeed ?? 0n);
  const fullBps = line ? line.bandwidth_kbps * 1_000 : speedMbps * 1_000_000;
  const inBps = rateBps(earlier.inOctets, row.inOctets, row.counterBits, elapsedMs, speedMbps);
  const outBps = rateBps(earlier.outOctets, row.outOctets, row.counterBits, elapsedMs, speedMbps);
  if (inBps !== undefined) {
    fields.in_bps = inBps;
    if (fullBps > 0) fields.in_utilisation = (100 * inBps) / fullBps;
  }
  if (outBps !== undefined) {
    fields.out_bps = outBps;
    if (fullBps > 0) fields.out_utilisation = (100 * outBps) / fullBps;
  }
}
