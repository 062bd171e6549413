/** Interface counters into points: raw counters always, rates where two polls allow one. Pure. */
import type { FieldValue, Point } from '../../../model/point.ts';
import type { SnmpValue } from './codec/pdu.ts';
import type { InterfaceColumn } from './oids.ts';
import { ENGINE, INTERFACE } from './oids.ts';
import { toInteger, toText } from './values.ts';
import type { Column, Columns } from './walk.ts';

export interface InterfaceRow {
  readonly name: string;
  /** Where the device gives several interfaces this name, and no alias tells them apart: its ifIndex. */
  readonly index: string | undefined;
  readonly alias: string;
  readonly inOctets: bigint | undefined;
  readonly outOctets: bigint | undefined;
  /** Width of the two octet counters. */
  readonly counterBits: 32 | 64;
  /** Megabits a second; `undefined` or 0 where the device does not say. */
  readonly highSpeed: bigint | undefined;
  /** Bits a second; 0 where the device does not say. */
  readonly speedBps: number;
  /** sysUpTime when the counters last jumped (ifCounterDiscontinuityTime). */
  readonly discontinuityTicks: bigint | undefined;
  readonly others: OtherValues;
}

/** What goes into a point as it is, of those columns that the device has. */
export type OtherValues = Readonly<Partial<Record<OtherColumn, bigint>>>;
type OtherColumn =
  | 'ifInErrors'
  | 'ifOutErrors'
  | 'ifInDiscards'
  | 'ifOutDiscards'
  | 'ifOperStatus'
  | 'ifAdminStatus'
  | 'ifHighSpeed';

/** What rates need from one poll to the next. */
export interface InterfaceSample {
  readonly atMs: number;
  /** Hundredths of a second since the device's agent started; `undefined` where it does not say. */
  readonly upTimeTicks: bigint | undefined;
  /** Starts of the device's SNMP engine, and seconds since the last; `undefined` where it does not say. */
  readonly engine?: { readonly boots: bigint; readonly timeS: bigint } | undefined;
  /** By interface name: an ifIndex may change over a reboot. */
  readonly rows: ReadonlyMap<string, InterfaceRow>;
}

/** Of a row, what the next poll's rates need. */
export type EarlierRow = Pick<
  InterfaceRow,
  'index' | 'inOctets' | 'outOctets' | 'counterBits' | 'discontinuityTicks'
>;

/** What is kept of a sample until the next poll: a poll of many devices would hold megabytes otherwise. */
export type EarlierSample = Omit<InterfaceSample, 'rows'> & {
  readonly rows: ReadonlyMap<string, EarlierRow>;
};

export function keepForRates({ rows, ...sample }: InterfaceSample): EarlierSample {
  const kept = new Map<string, EarlierRow>();
  for (const [name, { index, inOctets, outOctets, counterBits, discontinuityTicks }] of rows)
    kept.set(name, { index, inOctets, outOctets, counterBits, discontinuityTicks });
  return { ...sample, rows: kept };
}

/** ifSpeed where it cannot hold the speed (RFC 2863 section 3.1.8, ifSpeed). */
const MORE_THAN_IF_SPEED = 4_294_967_295n;

/** ifSpeed is exact, ifHighSpeed is rounded to megabits: 512 kbit/s may say 0 or 1. */
function speedOf(speed: bigint | undefined, highSpeed: bigint | undefined): number {
  const exact = speed === undefined || speed >= MORE_THAN_IF_SPEED ? 0 : Number(speed);
  const rounded = Number(highSpeed ?? 0n) * 1_000_000;
  if (rounded === 0) return exact;
  return exact > 0 && Math.abs(exact - rounded) <= 500_000 ? exact : rounded;
}

/**
 * Rows by name: ifName, else ifDescr, else the index. A name that comes more than once gets the alias behind it where
 * that tells the interfaces apart: an ifIndex may change. Otherwise all but the first get their index behind it.
 */
export function readInterfaceRows(columns: Columns): Map<string, InterfaceRow> {
  const of = (column: InterfaceColumn) => columns.get(INTERFACE[column]);
  const table = Object.fromEntries(COLUMN_NAMES.map((column) => [column, of(column)])) as Table;
  const indexes = new Set([...(table.ifDescr?.keys() ?? []), ...(table.ifName?.keys() ?? [])]);
  const named = Array.from(indexes, (index) => {
    const name = toText(table.ifName?.get(index)) || toText(table.ifDescr?.get(index)) || index;
    return { index, name, alias: toText(table.ifAlias?.get(index)) ?? '' };
  });
  const names = countOf(named.map(({ name }) => name));
  // Aliases matter where names do not tell interfaces apart.
  const pairs =
    names.size === named.length ? new Map() : countOf(named.map(({ name, alias }) => `${name}\0${alias}`));
  const rows = new Map<string, InterfaceRow>();
  for (const { index, name, alias } of named) {
    const once = names.get(name) === 1;
    const byAlias = !once && alias !== '' && pairs.get(`${name}\0${alias}`) === 1;
    const proper = byAlias ? `${name} (${alias})` : name;
    const key = rows.has(proper) ? `${proper}#${index}` : proper;
    rows.set(key, readRow(table, index, { name: key, index: once || byAlias ? undefined : index, alias }));
  }
  return rows;
}

const COLUMN_NAMES = Object.keys(INTERFACE) as InterfaceColumn[];
type Table = Readonly<Record<InterfaceColumn, Column | undefined>>;

function countOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function readRow(
  table: Table,
  index: string,
  identity: Pick<InterfaceRow, 'name' | 'index' | 'alias'>,
): InterfaceRow {
  const wideIn = toInteger(table.ifHCInOctets?.get(index));
  const wideOut = toInteger(table.ifHCOutOctets?.get(index));
  const wide = wideIn !== undefined && wideOut !== undefined;
  const { name, index: ownIndex, alias } = identity;
  const others = readOthers(table, index);
  return {
    name,
    index: ownIndex,
    alias,
    inOctets: wide ? wideIn : toInteger(table.ifInOctets?.get(index)),
    outOctets: wide ? wideOut : toInteger(table.ifOutOctets?.get(index)),
    counterBits: wide ? 64 : 32,
    highSpeed: others.ifHighSpeed,
    speedBps: speedOf(toInteger(table.ifSpeed?.get(index)), others.ifHighSpeed),
    discontinuityTicks: toInteger(table.ifCounterDiscontinuityTime?.get(index)),
    others,
  };
}

/** In one piece where the device has all of them, as nearly every one has: built up one by one they cost three times as much. */
function readOthers(table: Table, index: string): OtherValues {
  const ifInErrors = toInteger(table.ifInErrors?.get(index));
  const ifOutErrors = toInteger(table.ifOutErrors?.get(index));
  const ifInDiscards = toInteger(table.ifInDiscards?.get(index));
  const ifOutDiscards = toInteger(table.ifOutDiscards?.get(index));
  const ifOperStatus = toInteger(table.ifOperStatus?.get(index));
  const ifAdminStatus = toInteger(table.ifAdminStatus?.get(index));
  const ifHighSpeed = toInteger(table.ifHighSpeed?.get(index));
  const others = {
    ifInErrors,
    ifOutErrors,
    ifInDiscards,
    ifOutDiscards,
    ifOperStatus,
    ifAdminStatus,
    ifHighSpeed,
  };
  return isComplete(others) ? others : withoutGaps(others);
}

type MaybeOthers = { readonly [K in OtherColumn]?: bigint | undefined };

function isComplete(values: MaybeOthers): values is Readonly<Record<OtherColumn, bigint>> {
  return (
    values.ifInErrors !== undefined &&
    values.ifOutErrors !== undefined &&
    values.ifInDiscards !== undefined &&
    values.ifOutDiscards !== undefined &&
    values.ifOperStatus !== undefined &&
    values.ifAdminStatus !== undefined &&
    values.ifHighSpeed !== undefined
  );
}

function withoutGaps(values: MaybeOthers): OtherValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
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

/** What the device says of its SNMP engine. */
export function readEngine(answer: ReadonlyMap<string, SnmpValue>): InterfaceSample['engine'] {
  const boots = toInteger(answer.get(ENGINE.snmpEngineBoots));
  const timeS = toInteger(answer.get(ENGINE.snmpEngineTime));
  return boots === undefined || timeS === undefined ? undefined : { boots, timeS };
}

/** sysUpTime is 32 bits of hundredths of a second: it wraps after 497 days. */
const UP_TIME_WRAP = 1n << 32n;
/** How far the device's clock and ours may drift apart between two polls: a part of the time between them, and... */
const DRIFT_SHARE = 0.1;
/** ...a poll that dawdled. Milliseconds. */
const DRIFT_MS = 30_000;

/** The device started anew between the polls: its counters began at zero, and no rate crosses that. */
export function restarted(before: EarlierSample, after: InterfaceSample): boolean {
  if (before.engine && after.engine) {
    if (after.engine.boots !== before.engine.boots) return true;
    if (after.engine.timeS >= before.engine.timeS) return false;
    // The engine went back without counting a start: it makes its time of sysUpTime, or forgets its starts.
  }
  if (before.upTimeTicks === undefined || after.upTimeTicks === undefined) return false;
  return after.upTimeTicks < before.upTimeTicks && !upTimeWrapped(before, after);
}

function upTimeWrapped(before: EarlierSample, after: InterfaceSample): boolean {
  const elapsedMs = after.atMs - before.atMs;
  const ticks = (after.upTimeTicks ?? 0n) + UP_TIME_WRAP - (before.upTimeTicks ?? 0n);
  return Math.abs(Number(ticks) * 10 - elapsedMs) <= DRIFT_MS + DRIFT_SHARE * elapsedMs;
}

/** A leased line that ends on an interface: its contract, not the port's speed, is what traffic is held against. */
export interface LineOfInterface {
  readonly id: string;
  readonly bandwidth_kbps: number;
}

export function interfacePoints(options: {
  readonly tags: Readonly<Record<string, string>>;
  readonly before: EarlierSample | undefined;
  readonly after: InterfaceSample;
  /** By interface name. */
  readonly lines: Readonly<Record<string, LineOfInterface>>;
}): Point[] {
  const { before, after } = options;
  const previous = before && !restarted(before, after) ? before : undefined;
  const points: Point[] = [];
  for (const row of after.rows.values()) {
    const line = options.lines[row.name];
    const rates = previous && ratesOf(previous, after.atMs, row);
    const fields = fieldsOf(row, rates, line ? line.bandwidth_kbps * 1_000 : row.speedBps);
    if (!hasFields(fields)) continue;
    const tags: Record<string, string> = { ...options.tags, ifName: row.name };
    if (row.alias) tags.ifAlias = row.alias;
    if (line) tags.line = line.id;
    points.push({ measurement: 'interface', tags, fields, timeMs: after.atMs });
  }
  return points;
}

function hasFields(fields: Readonly<Record<string, FieldValue>>): boolean {
  for (const _ in fields) return true;
  return false;
}

interface Rates {
  readonly inBps: number | undefined;
  readonly outBps: number | undefined;
}

/** @param fullBps what the rates are held against; 0: not known. */
function fieldsOf(row: InterfaceRow, rates: Rates | undefined, fullBps: number): Record<string, FieldValue> {
  const { inOctets, outOctets, counterBits, others } = row;
  if (
    counterBits === 64 &&
    inOctets !== undefined &&
    outOctets !== undefined &&
    rates?.inBps !== undefined &&
    rates.outBps !== undefined &&
    fullBps > 0 &&
    isComplete(others)
  ) {
    // What nearly every row has, in one piece: added one by one, the fields cost ten times as much.
    return {
      ifInErrors: others.ifInErrors,
      ifOutErrors: others.ifOutErrors,
      ifInDiscards: others.ifInDiscards,
      ifOutDiscards: others.ifOutDiscards,
      ifOperStatus: others.ifOperStatus,
      ifAdminStatus: others.ifAdminStatus,
      ifHighSpeed: others.ifHighSpeed,
      ifHCInOctets: inOctets,
      ifHCOutOctets: outOctets,
      in_bps: rates.inBps,
      out_bps: rates.outBps,
      in_utilisation: (100 * rates.inBps) / fullBps,
      out_utilisation: (100 * rates.outBps) / fullBps,
    };
  }
  const fields: Record<string, FieldValue> = { ...others };
  const wide = counterBits === 64;
  if (inOctets !== undefined) fields[wide ? 'ifHCInOctets' : 'ifInOctets'] = inOctets;
  if (outOctets !== undefined) fields[wide ? 'ifHCOutOctets' : 'ifOutOctets'] = outOctets;
  if (rates?.inBps !== undefined) {
    fields.in_bps = rates.inBps;
    if (fullBps > 0) fields.in_utilisation = (100 * rates.inBps) / fullBps;
  }
  if (rates?.outBps !== undefined) {
    fields.out_bps = rates.outBps;
    if (fullBps > 0) fields.out_utilisation = (100 * rates.outBps) / fullBps;
  }
  return fields;
}

function ratesOf(before: EarlierSample, afterMs: number, row: InterfaceRow): Rates | undefined {
  const earlier = before.rows.get(row.name);
  if (!earlier || earlier.index !== row.index || earlier.counterBits !== row.counterBits) return undefined;
  if (jumped(earlier.discontinuityTicks, row.discontinuityTicks)) return undefined;
  const elapsedMs = afterMs - before.atMs;
  const speedMbps = row.speedBps / 1_000_000;
  return {
    inBps: rateBps(earlier.inOctets, row.inOctets, row.counterBits, elapsedMs, speedMbps),
    outBps: rateBps(earlier.outOctets, row.outOctets, row.counterBits, elapsedMs, speedMbps),
  };
}

/** The counters were set to something else between the polls (RFC 2863, ifCounterDiscontinuityTime). */
function jumped(before: bigint | undefined, after: bigint | undefined): boolean {
  return before !== undefined && after !== undefined && before !== after;
}
