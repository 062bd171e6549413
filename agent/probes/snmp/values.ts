/** From SNMP's types to ours. */
import type { SnmpValue } from './codec/pdu.ts';

/** Integers of every kind, exactly. */
export function toInteger(value: SnmpValue | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'bigint' ? value : undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * DisplayString (RFC 2579) as devices really fill it: UTF-8 where it is valid, Latin-1 otherwise; trailing zero
 * octets and control characters go.
 */
export function toText(value: SnmpValue | undefined): string | undefined {
  if (typeof value === 'string') return clean(value);
  if (!Buffer.isBuffer(value)) return undefined;
  if (isPrintableAscii(value)) return value.toString('latin1').trim();
  try {
    return clean(utf8.decode(value));
  } catch {
    return clean(value.toString('latin1'));
  }
}

/** Nearly all of them; and nothing in them is to be decoded or cleaned. */
function isPrintableAscii(octets: Buffer): boolean {
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet < 0x20 || octet > 0x7e) return false;
  }
  return true;
}

function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
