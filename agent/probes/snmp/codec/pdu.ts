/** Requests into octets and answers out of them (RFC 3416 section 3). Pure. */
import { BerReader, type BerWriter, Malformed, signed, TAG, unsigned } from '../../../snmp/ber.ts';
import { indexText, oidText, writeIndex } from './oid.ts';

export const PDU = { get: 0xa0, getNext: 0xa1, response: 0xa2, getBulk: 0xa5, report: 0xa8 } as const;

/**
 * A value that a device has. Integers of every kind are exact: a bigint where a number would not be. OCTET STRINGs are
 * octets; an OID or an address is text.
 */
export type SnmpValue = number | bigint | string | Buffer;

/** A column of a table, and how far it has been read. */
export interface Place {
  readonly column: string;
  /** The column's OID encoded. */
  readonly octets: Uint8Array;
  /** The latest row's index; empty before the first. */
  after: string;
}

/** What an answer has of several columns, row after row. */
export interface Rows {
  /** Columns in a row. */
  readonly width: number;
  /** Of each value; `undefined` where the column has ended. */
  readonly indexes: (string | undefined)[];
  /** `undefined` where the device says that this row has no such value. */
  readonly values: (SnmpValue | undefined)[];
}

/** What an answer has of one column: every `width`th value from its place in the row. */
export interface ColumnRows {
  readonly rows: Rows;
  readonly at: number;
}

/** An answer of which the list of values has not been looked at. */
export interface Pdu {
  readonly type: number;
  readonly id: number;
  readonly status: number;
  readonly octets: Buffer;
  /** Where the list of values begins and ends. */
  readonly from: number;
  readonly end: number;
}

/** An OID in two parts: a column's octets and a row's index as text. */
export type Name = readonly [column: Uint8Array, index: string];

/** Heads, numbers and a NULL: what a name needs beside its octets, and a PDU beside its names. Octets. */
const NAME_OVERHEAD = 12;
const PDU_OVERHEAD = 48;

export function placeName({ octets, after }: Place): Name {
  return [octets, after];
}

/** An upper bound, octets. */
export function requestLength(names: readonly Name[]): number {
  let length = PDU_OVERHEAD;
  // A number takes no more octets than digits and the dot before it.
  for (const [column, index] of names) length += column.length + index.length + 1 + NAME_OVERHEAD;
  return length;
}

const NULL = Uint8Array.of(TAG.null, 0);

/** @param rows max-repetitions of a GETBULK. */
export function writeRequest(
  writer: BerWriter,
  type: number,
  id: number,
  names: readonly Name[],
  rows: number,
): void {
  const whole = writer.length;
  for (let at = names.length - 1; at >= 0; at--) {
    const name = names[at];
    if (!name) continue;
    const from = writer.length;
    writer.raw(NULL);
    const oid = writer.length;
    writeIndex(writer, name[1]);
    writer.raw(name[0]);
    writer.wrap(TAG.objectIdentifier, oid);
    writer.wrap(TAG.sequence, from);
  }
  writer.wrap(TAG.sequence, whole);
  writer.int32(type === PDU.getBulk ? rows : 0);
  writer.int32(0);
  writer.int32(id);
  writer.wrap(type, whole);
}

/** @throws Malformed */
export function readPdu(octets: Buffer, from: number, limit: number): Pdu {
  const reader = new BerReader(octets, from);
  reader.open(limit);
  const { tag: type, end } = reader;
  if (type !== PDU.response && type !== PDU.report) throw new Malformed(`a PDU of type ${type}`);
  const id = reader.int32(end);
  const status = reader.int32(end);
  reader.int32(end);
  const listEnd = reader.enter(TAG.sequence, end);
  return { type, id, status, octets, from: reader.at, end: listEnd };
}

/** Reads the value that comes next. @returns `undefined` where it says that there is none. @throws Malformed */
function readValue(reader: BerReader, limit: number): SnmpValue | undefined {
  reader.open(limit);
  const { octets, tag, at, end } = reader;
  reader.at = end;
  switch (tag) {
    case TAG.integer:
      return signed(octets, at, end);
    case TAG.counter32:
    case TAG.gauge32:
    case TAG.timeTicks:
    case TAG.counter64:
      return unsigned(octets, at, end);
    case TAG.octetString:
    case TAG.opaque:
      return octets.subarray(at, end);
    case TAG.objectIdentifier:
      return oidText(octets, at, end);
    case TAG.ipAddress:
      // Four octets, but a device that puts an IPv6 address there is still understood.
      return end - at === 4 ? octets.subarray(at, end).join('.') : octets.subarray(at, end);
    default:
      // noSuchObject, noSuchInstance and endOfMibView; NULL; what SNMP does not know.
      return undefined;
  }
}

function startsWith(octets: Uint8Array, from: number, end: number, prefix: Uint8Array): boolean {
  if (end - from <= prefix.length) return false;
  // From the end: columns of one table differ in their last octet.
  for (let at = prefix.length - 1; at >= 0; at--) if (octets[from + at] !== prefix[at]) return false;
  return true;
}

function sameOctets(octets: Uint8Array, one: number, other: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (octets[one + at] !== octets[other + at]) return false;
  return true;
}

/** Opens the next variable binding up to its value. @returns where the binding ends. */
function openBinding(reader: BerReader, limit: number): number {
  const end = reader.enter(TAG.sequence, limit);
  reader.enter(TAG.objectIdentifier, end);
  return end;
}

/** Whether the name that the reader has opened is this one. */
function isName({ octets, at, end }: BerReader, [column, index]: Name): boolean {
  if (index === '') return octets.compare(column, 0, column.length, at, end) === 0;
  return startsWith(octets, at, end, column) && indexText(octets, at + column.length, end) === index;
}

/**
 * The values of a GET, one for each name.
 * @returns `undefined` where the answer is not of these names, one by one.
 * @throws Malformed
 */
export function readValues(pdu: Pdu, names: readonly Name[]): (SnmpValue | undefined)[] | undefined {
  const reader = new BerReader(pdu.octets, pdu.from);
  const values: (SnmpValue | undefined)[] = [];
  for (const name of names) {
    if (reader.at >= pdu.end) return undefined;
    const end = openBinding(reader, pdu.end);
    if (!isName(reader, name)) return undefined;
    reader.skip();
    values.push(readValue(reader, end));
    reader.at = end;
  }
  return reader.at === pdu.end ? values : undefined;
}

/**
 * The rows of a GETNEXT or GETBULK: value after value they belong to the places in turn (RFC 3416 section 4.2.3). An
 * answer that is cut short has no rows for the last places.
 * @throws Malformed
 */
export function readRows(pdu: Pdu, places: readonly Place[]): Rows {
  const { octets } = pdu;
  const reader = new BerReader(octets, pdu.from);
  const width = places.length;
  const indexes: (string | undefined)[] = [];
  const values: (SnmpValue | undefined)[] = [];
  // Columns of a row have the same index mostly: it becomes text once.
  let text = '';
  let textAt = 0;
  let textLength = -1;
  for (let turn = 0; reader.at < pdu.end; turn = turn + 1 === width ? 0 : turn + 1) {
    const place = places[turn];
    if (!place) break;
    const end = openBinding(reader, pdu.end);
    const from = reader.at + place.octets.length;
    const length = reader.end - from;
    let value: SnmpValue | undefined;
    let index: string | undefined;
    if (startsWith(octets, reader.at, reader.end, place.octets)) {
      if (length !== textLength || !sameOctets(octets, from, textAt, length)) {
        text = indexText(octets, from, from + length);
        textAt = from;
        textLength = length;
      }
      reader.skip();
      value = readValue(reader, end);
      if (value !== undefined || reader.tag !== TAG.endOfMibView) index = text;
    }
    indexes.push(index);
    values.push(value);
    reader.at = end;
  }
  return { width, indexes, values };
}
