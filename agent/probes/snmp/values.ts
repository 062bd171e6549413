/** From SNMP's types to ours. */
import type { Binding } from './client.ts';

/** Integers of every kind; Counter64 comes as up to 8 octets, big endian, behind a zero where BER needs one, and stays exact. */
export function toInteger(binding: Binding | undefined): bigint | undefined {
  const value = binding?.value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'bigint') return value;
  if (!Buffer.isBuffer(value) || value.length === 0 || value.length > 9) return undefined;
  if (value.length === 9 && value[0] !== 0) return undefined;
  return BigInt(`0x${value.toString('hex')}`);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * DisplayString (RFC 2579) as devices really fill it: UTF-8 where it is valid, Latin-1 otherwise; trailing zero
 * octets and control characters go.
 */
export function toText(binding: Binding | undefined): string | undefined {
  const value = binding?.value;
  if (typeof value === 'string') return clean(value);
  if (!Buffer.isBuffer(value)) return undefined;
  try {
    return clean(utf8.decode(value));
  } catch {
    return clean(value.toString('latin1'));
  }
}

function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
