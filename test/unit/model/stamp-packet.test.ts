import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeStampReply,
  decodeStampRequest,
  encodeStampReply,
  encodeStampRequest,
  STAMP_PACKET_BYTES,
} from '../../../model/stamp-packet.ts';

/** 1970-01-01 is 2 208 988 800 s in NTP time: 0x83AA7E80. Half a second is the fraction 0x80000000. */
const UNIX_EPOCH = '83aa7e80';

/** Rows of [first octet, length, hexadecimal], as the figures of RFC 8762 have them. */
type Layout = readonly (readonly [offset: number, length: number, hex: string])[];

function expectLayout(packet: Buffer, layout: Layout): void {
  expect(layout.reduce((sum, [, length]) => sum + length, 0)).toBe(packet.length);
  for (const [offset, length, hex] of layout)
    expect([offset, packet.toString('hex', offset, offset + length)]).toEqual([offset, hex]);
}

/** Times that NTP's 32 bits of seconds tell apart from 1970 on, to the microsecond that a double holds. */
const timeMs = fc.integer({ min: 0, max: 4_200_000_000_000 }).map((time) => time + 0.5);
const sequence = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('a STAMP request', () => {
  it('is laid out as in RFC 8762 section 4.2.1', () => {
    expectLayout(encodeStampRequest({ sequence: 0x01020304, sentMs: 1_500 }), [
      [0, 4, '01020304'], // Sequence Number
      [4, 4, '83aa7e81'], // Timestamp, seconds
      [8, 4, '80000000'], // Timestamp, fraction
      [12, 2, '0001'], // Error Estimate
      [14, 30, '00'.repeat(30)], // MBZ
    ]);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(sequence, timeMs, (number, sentMs) => {
        const read = decodeStampRequest(encodeStampRequest({ sequence: number, sentMs }));
        expect(read?.sequence).toBe(number);
        expect(read?.sentMs).toBeCloseTo(sentMs, 2);
      }),
    );
  });

  it('crosses into the NTP era of 2036', () => {
    const sentMs = Date.UTC(2036, 1, 7, 6, 28, 16);
    const packet = encodeStampRequest({ sequence: 0, sentMs });
    expect(packet.readUInt32BE(4)).toBe(0);
    expect(decodeStampRequest(packet)?.sentMs).toBe(sentMs);
  });

  it('may be longer, padded', () => {
    const packet = Buffer.concat([encodeStampRequest({ sequence: 7, sentMs: 0 }), Buffer.alloc(20, 0xff)]);
    expect(decodeStampRequest(packet)).toEqual({ sequence: 7, sentMs: 0 });
  });

  it('is none when it is shorter than TWAMP Light’s', () => {
    expect(decodeStampRequest(Buffer.alloc(13))).toBeUndefined();
  });
});

describe('a STAMP reply', () => {
  it('is laid out as in RFC 8762 section 4.3.1', () => {
    const request = encodeStampRequest({ sequence: 0x0a0b0c0d, sentMs: 1_500 });
    request.writeUInt16BE(0x8123, 12);
    const reply = { sequence: 0x01020304, receivedMs: 2_000, sentMs: () => 3_250, senderTtl: 63 };
    expectLayout(encodeStampReply(request, reply), [
      [0, 4, '01020304'], // Sequence Number
      [4, 4, '83aa7e83'], // Timestamp, seconds
      [8, 4, '40000000'], // Timestamp, fraction
      [12, 2, '0001'], // Error Estimate
      [14, 2, '0000'], // MBZ
      [16, 4, '83aa7e82'], // Receive Timestamp, seconds
      [20, 4, '00000000'], // Receive Timestamp, fraction
      [24, 4, '0a0b0c0d'], // Session-Sender Sequence Number
      [28, 4, '83aa7e81'], // Session-Sender Timestamp, seconds
      [32, 4, '80000000'], // Session-Sender Timestamp, fraction
      [36, 2, '8123'], // Session-Sender Error Estimate
      [38, 2, '0000'], // MBZ
      [40, 1, '3f'], // Session-Sender TTL
      [41, 3, '000000'], // MBZ
    ]);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(sequence, sequence, timeMs, fc.nat(255), (own, senders, sentMs, senderTtl) => {
        const request = encodeStampRequest({ sequence: senders, sentMs });
        const times = { receivedMs: sentMs + 10, sentMs: () => sentMs + 11 };
        const read = decodeStampReply(encodeStampReply(request, { sequence: own, senderTtl, ...times }));
        expect(read).toMatchObject({ sequence: own, senderSequence: senders, senderTtl });
        expect(read?.senderSentMs).toBeCloseTo(sentMs, 2);
        expect(read?.receivedMs).toBeCloseTo(sentMs + 10, 2);
        expect(read?.sentMs).toBeCloseTo(sentMs + 11, 2);
      }),
    );
  });

  it('is as long as a padded request', () => {
    const request = Buffer.alloc(100);
    expect(
      encodeStampReply(request, { sequence: 0, sentMs: () => 0, receivedMs: 0, senderTtl: 0 }),
    ).toHaveLength(100);
  });

  it('is none when it is shorter', () => {
    expect(decodeStampReply(Buffer.alloc(40))).toBeUndefined();
  });

  it('is a whole base packet where the request was a shorter one of TWAMP Light (RFC 8762 section 4.6)', () => {
    const request = encodeStampRequest({ sequence: 9, sentMs: 1_500 }).subarray(0, 14);
    const reflection = { sequence: 3, sentMs: () => 0, receivedMs: 0, senderTtl: 0 };
    const reply = encodeStampReply(request, reflection);
    expect(reply).toHaveLength(STAMP_PACKET_BYTES);
    expect(decodeStampReply(reply.subarray(0, 41))).toMatchObject({ sequence: 3, senderSequence: 9 });
  });

  it('counts time from 1900', () => {
    expect(encodeStampRequest({ sequence: 0, sentMs: 0 }).toString('hex', 4, 8)).toBe(UNIX_EPOCH);
  });
});
