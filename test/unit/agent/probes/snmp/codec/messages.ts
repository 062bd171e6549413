/** Whatever an SNMP agent may say, for property tests. */
import fc from 'fast-check';
import { integer, text, tlv } from '../../../../../setup/snmp-responder.ts';

/** Encoded, and what it means; `undefined`: that there is no value. */
export interface Said {
  readonly encoded: Buffer;
  readonly means: number | bigint | string | Buffer | undefined;
}

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const number = fc.oneof(fc.integer({ min: 0, max: 130 }), uint32);

function counter64(value: bigint): Buffer {
  const octets = Buffer.alloc(9);
  octets.writeBigUInt64BE(value, 1);
  let from = 0;
  while (from < 8 && octets[from] === 0 && (octets[from + 1] ?? 0) < 128) from++;
  return tlv(0x46, octets.subarray(from));
}

const exact = (value: bigint) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);

function oidOctets(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left % 128) + 128);
    octets.push(...groups);
  }
  return Buffer.from(octets);
}

export const oid: fc.Arbitrary<string> = fc
  .tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 39 }),
    fc.array(number, { minLength: 2, maxLength: 20 }),
  )
  .map(([first, second, rest]) => [first, second, ...rest].join('.'));

export const index: fc.Arbitrary<string> = fc
  .array(number, { minLength: 1, maxLength: 8 })
  .map((numbers) => numbers.join('.'));

export const said: fc.Arbitrary<Said> = fc.oneof(
  fc
    .integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    .map((value) => ({ encoded: integer(value), means: value })),
  fc
    .tuple(fc.constantFrom(0x41, 0x42, 0x43), uint32)
    .map(([tag, value]) => ({ encoded: integer(value, tag), means: value })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((value) => ({ encoded: counter64(value), means: exact(value) })),
  fc
    .uint8Array({ maxLength: 300 })
    .map((octets) => ({ encoded: text(Buffer.from(octets)), means: Buffer.from(octets) })),
  fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map((octets) => ({ encoded: tlv(0x44, Buffer.from(octets)), means: Buffer.from(octets) })),
  oid.map((value) => ({ encoded: tlv(6, oidOctets(value)), means: value })),
  fc
    .uint8Array({ minLength: 4, maxLength: 4 })
    .map((octets) => ({ encoded: tlv(0x40, Buffer.from(octets)), means: octets.join('.') })),
  fc.constantFrom(0x05, 0x80, 0x81, 0x82).map((tag) => ({ encoded: tlv(tag), means: undefined })),
);

/** A response of these values; OIDs of any length and number, unlike those of the responder. */
export function encodeResponse(
  id: number,
  values: readonly { readonly oid: string; readonly encoded: Buffer }[],
  community = 'c',
): Buffer {
  const list = values.map((value) => tlv(0x30, tlv(6, oidOctets(value.oid)), value.encoded));
  return tlv(
    0x30,
    integer(1),
    text(community),
    tlv(0xa2, integer(id), integer(0), integer(0), tlv(0x30, ...list)),
  );
}
