/**
 * STAMP test packets, unauthenticated mode, base format (RFC 8762 sections 4.2.1 and 4.3.1), and what may follow it.
 * Both are 44 octets, so that what a line carries does not depend on the direction. TWAMP Light's (RFC 5357
 * section 4 and appendix I) have the same fields at the same places and may be shorter.
 */
import { paddingTlvBytes, reflectTlvs, writePadding } from './stamp-tlv.ts';

export const STAMP_PACKET_BYTES = 44;
/** Sequence number, timestamp and error estimate (RFC 5357 section 4.1.2); the rest of a request is padding. */
const SHORTEST_REQUEST_BYTES = 14;
/** Up to and with the sender's TTL (RFC 5357 section 4.2.1). */
const SHORTEST_REPLY_BYTES = 41;

/** Seconds between the NTP era's start (1900) and the Unix epoch. */
const NTP_EPOCH_OFFSET_S = 2_208_988_800;
const FRACTION = 2 ** 32;

/** Error estimate (RFC 4656 section 4.1.2): not synchronised to an outside source, NTP format, multiplier 1. */
export const ERROR_ESTIMATE = 0x0001;

export interface StampRequest {
  /** Unsigned 32 bits. */
  readonly sequence: number;
  /** When it left the sender, epoch milliseconds with a fraction. */
  readonly sentMs: number;
  /** Octets of extra padding (RFC 8972 section 4.1), besides those of its header; none when left out. */
  readonly paddingBytes?: number;
}

/** What a reflector puts into its answer. */
export interface Reflection {
  readonly sequence: number;
  readonly receivedMs: number;
  readonly senderTtl: number;
  /** Asked as late as possible: when the answer leaves. */
  readonly sentMs: () => number;
}

export interface StampReply {
  /** The reflector's own count (stateful mode); equals the sender's in stateless mode. */
  readonly sequence: number;
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly senderSequence: number;
  readonly senderSentMs: number;
  /** TTL or hop limit with which the request reached the reflector; 0 where it cannot tell. */
  readonly senderTtl: number;
}

/** NTP format: seconds and their fraction, 32 bits each (RFC 5905 section 6). */
export function writeTimestamp(packet: Buffer, offset: number, timeMs: number): void {
  const seconds = Math.floor(timeMs / 1_000);
  const fraction = Math.floor(((timeMs - seconds * 1_000) / 1_000) * FRACTION);
  packet.writeUInt32BE((seconds + NTP_EPOCH_OFFSET_S) % FRACTION, offset);
  packet.writeUInt32BE(Math.min(fraction, FRACTION - 1), offset + 4);
}

export function readTimestamp(packet: Buffer, offset: number): number {
  const ntpSeconds = packet.readUInt32BE(offset);
  // A count below the offset is of the NTP era that begins in 2036 (RFC 5905 section 6).
  const era = ntpSeconds < NTP_EPOCH_OFFSET_S ? FRACTION : 0;
  const seconds = ntpSeconds + era - NTP_EPOCH_OFFSET_S;
  return seconds * 1_000 + (packet.readUInt32BE(offset + 4) / FRACTION) * 1_000;
}

export function encodeStampRequest({ sequence, sentMs, paddingBytes = 0 }: StampRequest): Buffer {
  const packet = Buffer.alloc(STAMP_PACKET_BYTES + paddingTlvBytes(paddingBytes));
  packet.writeUInt32BE(sequence >>> 0, 0);
  writeTimestamp(packet, 4, sentMs);
  packet.writeUInt16BE(ERROR_ESTIMATE, 12);
  writePadding(packet, STAMP_PACKET_BYTES, sequence);
  return packet;
}

/** @returns `undefined` when it is shorter than any test packet; what follows the base packet is not looked at. */
export function decodeStampRequest(packet: Buffer): StampRequest | undefined {
  if (packet.length < SHORTEST_REQUEST_BYTES) return undefined;
  return { sequence: packet.readUInt32BE(0), sentMs: readTimestamp(packet, 4) };
}

/** The answer to a request, which is copied where the format asks for its octets; as long as it, or the base packet. */
export function encodeStampReply(request: Buffer, reflection: Reflection): Buffer {
  const packet = Buffer.alloc(Math.max(STAMP_PACKET_BYTES, request.length));
  packet.writeUInt32BE(reflection.sequence >>> 0, 0);
  packet.writeUInt16BE(ERROR_ESTIMATE, 12);
  writeTimestamp(packet, 16, reflection.receivedMs);
  request.copy(packet, 24, 0, 14);
  packet.writeUInt8(reflection.senderTtl, 40);
  reflectTlvs(request, packet, STAMP_PACKET_BYTES);
  writeTimestamp(packet, 4, reflection.sentMs());
  return packet;
}

/** @returns `undefined` when it is shorter than a reply of TWAMP Light. */
export function decodeStampReply(packet: Buffer): StampReply | undefined {
  if (packet.length < SHORTEST_REPLY_BYTES) return undefined;
  return {
    sequence: packet.readUInt32BE(0),
    sentMs: readTimestamp(packet, 4),
    receivedMs: readTimestamp(packet, 16),
    senderSequence: packet.readUInt32BE(24),
    senderSentMs: readTimestamp(packet, 28),
    senderTtl: packet.readUInt8(40),
  };
}

/** How packets of one mode are written and read. Packets that are not of the mode decode to `undefined`. */
export interface StampCodec {
  encodeRequest(request: StampRequest): Buffer;
  decodeRequest(packet: Buffer): StampRequest | undefined;
  /** The answer to a request, at least as long as it. */
  encodeReply(request: Buffer, reflection: Reflection): Buffer;
  decodeReply(packet: Buffer): StampReply | undefined;
}

export const unauthenticatedStamp: StampCodec = {
  encodeRequest: encodeStampRequest,
  decodeRequest: decodeStampRequest,
  encodeReply: encodeStampReply,
  decodeReply: decodeStampReply,
};
