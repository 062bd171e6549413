import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeStampReply, encodeStampRequest, STAMP_PACKET_BYTES } from '../../../model/stamp-packet.ts';
import { reflectTlvs, writePadding } from '../../../model/stamp-tlv.ts';

const tlv = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

function reflected(hex: string): string {
  const request = tlv(hex);
  const reply = Buffer.alloc(request.length);
  reflectTlvs(request, reply, 0);
  return reply.toString('hex');
}

describe('extra padding (RFC 8972 section 4.1)', () => {
  it('is one TLV to the end of the packet, marked as not yet recognised', () => {
    const packet = encodeStampRequest({ sequence: 5, sentMs: 0, paddingBytes: 100 });
    expect(packet).toHaveLength(148);
    expect(packet.toString('hex', 44, 48)).toBe('80010064');
  });

  it('does not repeat itself, nor from packet to packet', () => {
    const [one, other] = [1, 2].map((seed) => {
      const packet = Buffer.alloc(1_004);
      writePadding(packet, 0, seed);
      return packet.subarray(4);
    });
    expect(new Set(one).size).toBeGreaterThan(200);
    expect(one).not.toEqual(other);
  });

  it('comes back as it was sent, marked as recognised', () => {
    const request = encodeStampRequest({ sequence: 5, sentMs: 0, paddingBytes: 100 });
    const reply = encodeStampReply(request, { sequence: 0, sentMs: () => 0, receivedMs: 0, senderTtl: 0 });
    expect(reply.toString('hex', 44, 48)).toBe('00010064');
    expect(reply.subarray(48)).toEqual(request.subarray(48));
  });
});

describe('TLVs in a reflector (RFC 8972 section 4)', () => {
  it.each([
    ['known and unknown', '80010002aabb 80c80001cc', '00010002aabb80c80001cc'],
    ['one without a value', '80010000', '00010000'],
    ['one that points beyond the packet', '80010000 80010003aabb', '00010000c0010003aabb'],
    ['a rest too short for a header', '80010000 aabbcc', '00010000aabbcc'],
  ])('%s', (_name, request, reply) => expect(reflected(request)).toBe(reply));

  it('copies whatever follows the base packet but for the flags, and never stumbles', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        const base = encodeStampRequest({ sequence: 0, sentMs: 0 });
        const request = Buffer.concat([base, octets]);
        const reflection = { sequence: 0, sentMs: () => 0, receivedMs: 0, senderTtl: 0 };
        const rest = encodeStampReply(request, reflection).subarray(STAMP_PACKET_BYTES);
        expect(rest).toHaveLength(octets.length);
        for (let at = 0; at + 4 <= octets.length; at += 4 + request.readUInt16BE(STAMP_PACKET_BYTES + at + 2))
          rest[at] = octets[at] ?? 0;
        expect(rest).toEqual(Buffer.from(octets));
      }),
    );
  });
});
