/** The bytes of a journal segment: records one behind the other, each with its number, length and checksum. */
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';

/** Octets that UTF-8 never has: where text is damaged, the next record is found by them. */
const MARKER = Buffer.from([0xfa, 0xce]);
/** Marker, number (48 bits), length (32 bits, the uppermost: packed) and CRC-32 of all that and the payload. */
const HEADER_BYTES = 16;
const CRC_AT = 12;
const PACKED = 0x8000_0000;

/** A record larger than this is taken for damage: no batch that we accept comes near it. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;
/** Records packed together: more compress little better, and damage takes all of them. */
const PACK_BYTES = 128 * 1024;

export interface SegmentRecord {
  readonly sequence: number;
  readonly payload: Buffer;
}

export function encodeRecord(sequence: number, payload: Buffer): Buffer {
  return encode(sequence, payload, false);
}

function encode(sequence: number, payload: Buffer, packed: boolean): Buffer {
  if (payload.length === 0 || payload.length > MAX_RECORD_BYTES) {
    throw new RangeError(`journal record of ${payload.length} bytes: 1 to ${MAX_RECORD_BYTES} are allowed`);
  }
  const record = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  MARKER.copy(record);
  record.writeUIntBE(sequence, 2, 6);
  record.writeUInt32BE(payload.length + (packed ? PACKED : 0), 8);
  record.writeUInt32BE(crc32(payload, crc32(record.subarray(0, CRC_AT))), CRC_AT);
  payload.copy(record, HEADER_BYTES);
  return record;
}

export type Scanned =
  | { readonly kind: 'records'; readonly records: readonly SegmentRecord[]; readonly end: number }
  /** What cannot be read, up to the next record that can or to the end. */
  | { readonly kind: 'damage'; readonly end: number };

/** What is at a position; packed records come all together. */
export function scanAt(bytes: Buffer, position: number): Scanned {
  const found = readAt(bytes, position);
  if (found) return found;
  let end = bytes.indexOf(MARKER, position + 1);
  while (end >= 0 && !readAt(bytes, end)) end = bytes.indexOf(MARKER, end + 1);
  return { kind: 'damage', end: end < 0 ? bytes.length : end };
}

function readAt(bytes: Buffer, position: number): Extract<Scanned, { kind: 'records' }> | undefined {
  const payloadAt = position + HEADER_BYTES;
  if (payloadAt >= bytes.length || MARKER.compare(bytes, position, position + MARKER.length) !== 0)
    return undefined;
  const written = bytes.readUInt32BE(position + 8);
  const packed = written >= PACKED;
  const length = packed ? written - PACKED : written;
  const end = payloadAt + length;
  if (length === 0 || length > MAX_RECORD_BYTES || end > bytes.length) return undefined;
  const payload = bytes.subarray(payloadAt, end);
  const header = bytes.subarray(position, position + CRC_AT);
  if (crc32(payload, crc32(header)) !== bytes.readUInt32BE(position + CRC_AT)) return undefined;
  if (!packed)
    return { kind: 'records', records: [{ sequence: bytes.readUIntBE(position + 2, 6), payload }], end };
  try {
    const unpacked = inflateRawSync(payload, { maxOutputLength: MAX_RECORD_BYTES });
    return { kind: 'records', records: scanAll(unpacked).records, end };
  } catch {
    return undefined;
  }
}

export interface DecodedSegment {
  readonly records: readonly SegmentRecord[];
  /** How many bytes, from the start, reach to the end of the last good record. */
  readonly goodBytes: number;
}

/** Reads all good records, damaged stretches between them left out. */
export function scanAll(bytes: Buffer): DecodedSegment {
  const records: SegmentRecord[] = [];
  let goodBytes = 0;
  for (let position = 0; position < bytes.length; ) {
    const scanned = scanAt(bytes, position);
    position = scanned.end;
    if (scanned.kind === 'damage') continue;
    for (const record of scanned.records) records.push(record);
    goodBytes = position;
  }
  return { records, goodBytes };
}

/** The same records in less space: line protocol shrinks to about a tenth. */
export async function pack(records: readonly SegmentRecord[]): Promise<Buffer> {
  const packed: Buffer[] = [];
  let group: Buffer[] = [];
  let groupBytes = 0;
  let first = 0;
  const close = async () => {
    if (group.length > 0) packed.push(encode(first, await deflate(Buffer.concat(group)), true));
    group = [];
    groupBytes = 0;
  };
  for (const { sequence, payload } of records) {
    if (group.length === 0) first = sequence;
    const record = encodeRecord(sequence, payload);
    group.push(record);
    groupBytes += record.length;
    if (groupBytes >= PACK_BYTES) await close();
  }
  await close();
  return Buffer.concat(packed);
}

function deflate(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    deflateRaw(bytes, (error, packed) => (error ? reject(error) : resolve(packed))),
  );
}
