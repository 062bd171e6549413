/** Addresses in octet strings, as people write them. Pure. */

const MAC_OCTETS = 6;
const IPV4_OCTETS = 4;
const IPV6_OCTETS = 16;

export function macAddress(octets: Buffer | undefined): string | undefined {
  if (octets?.length !== MAC_OCTETS) return undefined;
  return [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

/** IPv4 with dots; IPv6 in its eight groups, not shortened. */
export function ipAddress(octets: Buffer | undefined): string | undefined {
  if (octets?.length === IPV4_OCTETS) return octets.join('.');
  if (octets?.length !== IPV6_OCTETS) return undefined;
  const groups = Array.from({ length: 8 }, (_, index) => octets.readUInt16BE(2 * index).toString(16));
  return groups.join(':');
}
