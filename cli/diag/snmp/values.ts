/** Values of SNMP as people read them. Pure. */
import type { SnmpValue } from '../../../agent/probes/snmp/codec/pdu.ts';
import { toText } from '../../../agent/probes/snmp/values.ts';

/** What a number means: words of an enumeration, or hundredths of a second. */
export type ValueKind = 'ticks' | Readonly<Record<string, string>>;

const DAY_S = 86_400;

export function writeValue(value: SnmpValue, kind?: ValueKind): string {
  if (Buffer.isBuffer(value)) return isText(value) ? (toText(value) ?? '') : hexadecimal(value);
  if (typeof value === 'string') return value;
  if (kind === 'ticks') return `${value} (${clock(Number(value) / 100)})`;
  const word = kind?.[String(value)];
  return word === undefined ? String(value) : `${value} (${word})`;
}

/** Octets that are meant to be read; a hardware address or a bit mask is not. */
function isText(octets: Buffer): boolean {
  if (octets.length === 0) return true;
  // Some devices end their texts with a zero octet, as C does.
  const text = octets.at(-1) === 0 ? octets.subarray(0, -1) : octets;
  const decoded = text.toString('utf8');
  return !decoded.includes('\ufffd') && ![...decoded].some((character) => isControl(character));
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || (code >= 0x7f && code < 0xa0);
}

function hexadecimal(octets: Buffer): string {
  return [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

/** `3d 04:05:06` */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor((whole % DAY_S) / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return `${Math.floor(whole / DAY_S)}d ${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}
