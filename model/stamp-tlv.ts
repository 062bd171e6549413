/** What may follow the base packet of a STAMP test packet: type, length, value (RFC 8972 section 4). Pure. */

/** Flags (1), type (1), length of the value (2). */
const HEADER_BYTES = 4;
/** The sender sets it, the reflector clears it where it knows the type. */
const FLAG_UNRECOGNISED = 0x80;
const FLAG_MALFORMED = 0x40;
/** RFC 8972 section 4.1. Of itself it does not need the HMAC TLV in authenticated mode (section 4.8). */
const TYPE_EXTRA_PADDING = 1;

/** What a base packet grows by when it carries so many octets of padding. */
export function paddingTlvBytes(paddingBytes: number): number {
  return paddingBytes > 0 ? HEADER_BYTES + paddingBytes : 0;
}

/**
 * Fills the packet from the offset to its end with one extra padding TLV; nothing where there is no room for one.
 * Its octets vary, so that a line which compresses carries as many as are sent.
 * @param seed makes packets differ from each other.
 */
export function writePadding(packet: Buffer, offset: number, seed: number): void {
  const valueBytes = packet.length - offset - HEADER_BYTES;
  if (valueBytes < 0) return;
  packet.writeUInt8(FLAG_UNRECOGNISED, offset);
  packet.writeUInt8(TYPE_EXTRA_PADDING, offset + 1);
  packet.writeUInt16BE(valueBytes, offset + 2);
  let state = (seed | 0) + 1;
  for (let index = offset + HEADER_BYTES; index < packet.length; index++) {
    // A linear congruential generator (Numerical Recipes), its upper octet.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    packet[index] = state >>> 24;
  }
}

/**
 * Copies what follows the base packet of a request, with the flags that tell its sender what was understood. Octets
 * that are no TLVs, as the padding of TWAMP Light, are copied too (RFC 8762 section 4.6), under the flag "malformed"
 * where their length points beyond the packet (RFC 8972 section 4).
 * @param reply as long as the request.
 */
export function reflectTlvs(request: Buffer, reply: Buffer, offset: number): void {
  if (request.length <= offset) return;
  request.copy(reply, offset, offset);
  let at = offset;
  while (at + HEADER_BYTES <= request.length) {
    const next = at + HEADER_BYTES + request.readUInt16BE(at + 2);
    if (next > request.length) {
      reply[at] = FLAG_UNRECOGNISED | FLAG_MALFORMED;
      return;
    }
    reply[at] = request[at + 1] === TYPE_EXTRA_PADDING ? 0 : FLAG_UNRECOGNISED;
    at = next;
  }
}
