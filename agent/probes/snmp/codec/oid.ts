/** OBJECT IDENTIFIERs between text and octets (X.690 section 8.19). Pure. */
import { type BerWriter, Malformed } from '../../../snmp/ber.ts';

/** RFC 2578 section 3.5: at most 128 numbers of at most 32 bits. */
const MOST_NUMBERS = 128;
const MOST_NUMBER = 2 ** 32 - 1;
const NUMBERS = /^\d{1,10}(\.\d{1,10})+$/;

function pushNumber(octets: number[], number: number): void {
  if (number >= 2 ** 28) octets.push(0x80 | Math.floor(number / 2 ** 28));
  if (number >= 2 ** 21) octets.push(0x80 | ((number >>> 21) & 0x7f));
  if (number >= 2 ** 14) octets.push(0x80 | ((number >>> 14) & 0x7f));
  if (number >= 2 ** 7) octets.push(0x80 | ((number >>> 7) & 0x7f));
  octets.push(number & 0x7f);
}

const DOT = 46;
const ZERO = 48;

/** Writes a row's index, which is the rest of an OID, from its end: `1.23`; the empty one is no octets. */
export function writeIndex(writer: BerWriter, text: string): void {
  let number = 0;
  let unit = 1;
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      writeNumber(writer, number);
      number = 0;
      unit = 1;
    } else {
      number += (code - ZERO) * unit;
      unit *= 10;
    }
  }
  if (text !== '') writeNumber(writer, number);
}

function writeNumber(writer: BerWriter, number: number): void {
  writer.octet(number & 0x7f);
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128))
    writer.octet(0x80 | (rest & 0x7f));
}

/** @throws RangeError where the text is no OID of SNMP. */
export function encodeOid(text: string): Buffer {
  const numbers = NUMBERS.test(text) ? text.split('.').map(Number) : [];
  const [first = 0, second = 0] = numbers;
  const wrong = numbers.some((number) => number > MOST_NUMBER) || numbers.length > MOST_NUMBERS;
  if (wrong || numbers.length < 2 || first > 2 || (first < 2 && second > 39))
    throw new RangeError(`not an OID: ${text}`);
  const octets: number[] = [];
  pushNumber(octets, first * 40 + second);
  for (let at = 2; at < numbers.length; at++) pushNumber(octets, numbers[at] ?? 0);
  return Buffer.from(octets);
}

/** Numbers with dots between them, as they are behind a column's OID. @throws Malformed */
export function indexText(octets: Uint8Array, from: number, end: number): string {
  let text = '';
  let number = 0;
  if (end > from && (octets[end - 1] ?? 0) >= 0x80) throw new Malformed('an OID that is cut short');
  for (let at = from; at < end; at++) {
    const octet = octets[at] ?? 0;
    number = number * 128 + (octet & 0x7f);
    if (number > MOST_NUMBER) throw new Malformed('an OID with a number of more than 32 bits');
    if (octet >= 0x80) continue;
    text = text === '' ? String(number) : `${text}.${number}`;
    number = 0;
  }
  return text;
}

/** @throws Malformed */
export function oidText(octets: Uint8Array, from: number, end: number): string {
  if (end === from) throw new Malformed('an OID without numbers');
  const text = indexText(octets, from, end);
  const dot = text.indexOf('.');
  const first = Number(dot < 0 ? text : text.slice(0, dot));
  const rest = dot < 0 ? '' : text.slice(dot);
  const root = Math.min(2, Math.floor(first / 40));
  return `${root}.${first - 40 * root}${rest}`;
}
