/** What a device says of its interfaces, interface by interface. Pure. */
import type { InterfaceColumn } from '../../../model/interface-columns.ts';
import { INTERFACE_COLUMNS } from '../../../model/interface-columns.ts';
import { INTERFACE } from './oids.ts';
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
  readonly inErrors: bigint | undefined;
  readonly outErrors: bigint | undefined;
  readonly inDiscards: bigint | undefined;
  readonly outDiscards: bigint | undefined;
  readonly operStatus: bigint | undefined;
  readonly adminStatus: bigint | undefined;
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
  const table = Object.fromEntries(INTERFACE_COLUMNS.map((column) => [column, of(column)])) as Table;
  const indexes = new Set([...(table.ifDescr?.keys() ?? []), ...(table.ifName?.keys() ?? [])]);
  const named = Array.from(indexes, (index): NamedIndex => {
    const name = toText(table.ifName?.get(index)) || toText(table.ifDescr?.get(index)) || index;
    return { index, name, alias: toText(table.ifAlias?.get(index)) ?? '' };
  });
  const rows = new Map<string, InterfaceRow>();
  for (const { index, name, alias } of named)
    rows.set(name, readRow(table, index, { name, index: undefined, alias }));
  // Nearly every device has one interface of a name.
  return rows.size === named.length ? rows : readNamesakes(table, named);
}

function readNamesakes(table: Table, named: readonly NamedIndex[]): Map<string, InterfaceRow> {
  const names = countOf(named.map(({ name }) => name));
  const pairs = countOf(named.map(({ name, alias }) => `${name}\0${alias}`));
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

interface NamedIndex {
  readonly index: string;
  readonly name: string;
  readonly alias: string;
}

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
  const highSpeed = toInteger(table.ifHighSpeed?.get(index));
  return {
    name,
    index: ownIndex,
    alias,
    inOctets: wide ? wideIn : toInteger(table.ifInOctets?.get(index)),
    outOctets: wide ? wideOut : toInteger(table.ifOutOctets?.get(index)),
    counterBits: wide ? 64 : 32,
    highSpeed,
    speedBps: speedOf(toInteger(table.ifSpeed?.get(index)), highSpeed),
    discontinuityTicks: toInteger(table.ifCounterDiscontinuityTime?.get(index)),
    inErrors: toInteger(table.ifInErrors?.get(index)),
    outErrors: toInteger(table.ifOutErrors?.get(index)),
    inDiscards: toInteger(table.ifInDiscards?.get(index)),
    outDiscards: toInteger(table.ifOutDiscards?.get(index)),
    operStatus: toInteger(table.ifOperStatus?.get(index)),
    adminStatus: toInteger(table.ifAdminStatus?.get(index)),
  };
}
