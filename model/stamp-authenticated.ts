/**
 * STAMP test packets in authenticated mode (RFC 8762 sections 4.2.2, 4.3.2 and 4.4): 112 octets, the last 16 of them
 * HMAC-SHA-256, truncated, over the first 96.
 */
import type { Reflection, StampCodec, StampReply, StampRequest } from './stamp-packet.ts';
import { ERROR_ESTIMATE, readTimestamp, writeTimestamp } from './stamp-packet.ts';
import { paddingTlvBytes, reflectTlvs, writePadding } from './stamp-tlv.ts';

export const AUTHENTICATED_BYTES = 112;
/** The first six blocks of 16 octets. */
const PROTECTED_BYTES = 96;
const MAC_BYTES = 16;

/** HMAC-SHA-256 with the session's key; passed in, because the model does no cryptography of its own. */
export type Mac = (octets: Buffer) => Buffer;

function seal(packet: Buffer, mac: Mac): Buffer {
  mac(packet.subarray(0, PROTECTED_BYTES)).copy(packet, PROTECTED_BYTES, 0, MAC_BYTES);
  return packet;
}

/** Compares all octets whatever the first difference: the time taken tells nothing of the code. */
function isSealed(packet: Buffer, mac: Mac): boolean {
  if (packet.length < AUTHENTICATED_BYTES) return false;
  const expected = mac(packet.subarray(0, PROTECTED_BYTES));
  let difference = 0;
  for (let index = 0; index < MAC_BYTES; index++) {
    difference |= (expected[index] ?? 0) ^ (packet[PROTECTED_BYTES + index] ?? 0);
  }
  return difference === 0;
}

/** Packets that carry another key's code, or none, decode to `undefined`. */
export function authenticatedStamp(mac: Mac): StampCodec {
  return {
    encodeRequest({ sequence, sentMs, paddingBytes = 0 }: StampRequest): Buffer {
      const packet = Buffer.alloc(AUTHENTICATED_BYTES + paddingTlvBytes(paddingBytes));
      packet.writeUInt32BE(sequence >>> 0, 0);
      writeTimestamp(packet, 16, sentMs);
      packet.writeUInt16BE(ERROR_ESTIMATE, 24);
      writePadding(packet, AUTHENTICATED_BYTES, sequence);
      return seal(packet, mac);
    },
    decodeRequest(packet: Buffer): StampRequest | undefined {
      if (!isSealed(packet, mac)) return undefined;
      return { sequence: packet.readUInt32BE(0), sentMs: readTimestamp(packet, 16) };
    },
    encodeReply(request: Buffer, reflection: Reflection): Buffer {
      const packet = Buffer.alloc(Math.max(AUTHENTICATED_BYTES, request.length));
      packet.writeUInt32BE(reflection.sequence >>> 0, 0);
      packet.writeUInt16BE(ERROR_ESTIMATE, 24);
      writeTimestamp(packet, 32, reflection.receivedMs);
      request.copy(packet, 48, 0, 4);
      request.copy(packet, 64, 16, 26);
      packet.writeUInt8(reflection.senderTtl, 80);
      reflectTlvs(request, packet, AUTHENTICATED_BYTES);
      writeTimestamp(packet, 16, reflection.sentMs());
      return seal(packet, mac);
    },
    decodeReply(packet: Buffer): StampReply | undefined {
      if (!isSealed(packet, mac)) return undefined;
      return {
        sequence: packet.readUInt32BE(0),
        sentMs: readTimestamp(packet, 16),
        receivedMs: readTimestamp(packet, 32),
        senderSequence: packet.readUInt32BE(48),
        senderSentMs: readTimestamp(packet, 64),
        senderTtl: packet.readUInt8(80),
      };
    },
  };
}
