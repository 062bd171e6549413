/**
 * The addresses that a lab hands out, and the check that keeps it away from every other.
 * They exist inside the lab's namespaces only, so that two labs may use the same ones at once.
 */

/** Sites: core 10.105.0.1, hub `h` 10.105.h.254, commune `c` of hub `h` 10.105.h.c. */
export const SITE_PREFIX = '10.105.0.0/16';
/** Lines, two addresses each (RFC 3021). */
export const LINE_PREFIX = '10.64.0.0/14';
const LOOPBACK_PREFIX = '127.0.0.0/8';

const ALLOWED_PREFIXES = [LOOPBACK_PREFIX, SITE_PREFIX, LINE_PREFIX];

/** Where a lab was asked to talk to something outside itself. */
export class NotALabAddress extends Error {
  constructor(address: string) {
    super(`${address} is outside the lab: only ${ALLOWED_PREFIXES.join(', ')} may be used`);
  }
}

/** An IPv4 address as an unsigned number; `undefined` for anything but four plain decimal octets. */
export function parseIpv4(text: string): number | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    // Leading zeros are refused: some programs read them as octal, and would reach another address than we checked.
    if (!/^(?:0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return value;
}

/** The address that stands at `offset` from a base address. */
export function ipv4At(base: string, offset: number): string {
  const start = parseIpv4(base);
  if (start === undefined) throw new Error(`not an IPv4 address: ${base}`);
  const value = start + offset;
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

function isInside(address: number, prefix: string): boolean {
  const [base = '', bits = ''] = prefix.split('/');
  const size = 2 ** (32 - Number(bits));
  const start = parseIpv4(base);
  return start !== undefined && address >= start && address < start + size;
}

/** Whether a lab may send to the address. Names are refused, `localhost` excepted: nothing resolves them for us. */
export function isLabAddress(address: string): boolean {
  if (address === 'localhost') return true;
  const value = parseIpv4(address);
  return value !== undefined && ALLOWED_PREFIXES.some((prefix) => isInside(value, prefix));
}

/** @throws NotALabAddress */
export function assertLabAddress(address: string): void {
  if (!isLabAddress(address)) throw new NotALabAddress(address);
}

/** @throws NotALabAddress when the host of the URL is not the lab's. */
export function assertLabUrl(url: string): void {
  assertLabAddress(new URL(url).hostname);
}
