/** The bytes of a journal segment: records one behind the other, each with its length and checksum. */
import { crc32 } from 'node:zlib';

/** Length and CRC-32 of the payload, both unsigned 32 bits, big endian. */
const HEADER_BYTES = 8;

/** A record larger than this is taken for damage: no batch that we accept comes near it. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

export function encodeRecord(payload: Buffer): Buffer {
  if (payload.length === 0 || payload.length > MAX_RECORD_BYTES) {
    throw new RangeError(`journal record of ${payload.length} bytes: 1 to ${MAX_RECORD_BYTES} are allowed`);
  }
  const record = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  record.writeUInt32BE(payload.length, 0);
  record.writeUInt32BE(crc32(payload), 4);
  payload.copy(record, HEADER_BYTES);
  return record;
}

export interface DecodedSegment {
  readonly payloads: Buffer[];
  /** How many bytes, from the start, hold whole and undamaged records. */
  readonly goodBytes: number;
}

/** Reads records up to the first that is torn or damaged; what a power cut left behind it is not trusted. */
export function decodeRecords(bytes: Buffer): DecodedSegment {
  const payloads: Buffer[] = [];
  let position = 0;
  while (position + HEADER_BYTES <= bytes.length) {
    const length = bytes.readUInt32BE(position);
    const end = position + HEADER_BYTES + length;
    // A length of zero is what a file grown but not yet written holds after a power cut.
    if (length === 0 || length > MAX_RECORD_BYTES || end > bytes.length) break;
    const payload = bytes.subarray(position + HEADER_BYTES, end);
    if (crc32(payload) !== bytes.readUInt32BE(position + 4)) break;
    payloads.push(payload);
    position = end;
  }
  return { payloads, goodBytes: position };
}
