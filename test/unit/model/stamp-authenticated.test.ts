import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mac } from '../../../model/stamp-authenticated.ts';
import { AUTHENTICATED_BYTES, authenticatedStamp } from '../../../model/stamp-authenticated.ts';

const macOf =
  (key: string): Mac =>
  (octets) =>
    createHmac('sha256', key).update(octets).digest();
const ours = authenticatedStamp(macOf('a key that both know'));
const theirs = authenticatedStamp(macOf('a key of somebody else'));

const request = { sequence: 0x01020304, sentMs: Date.UTC(2026, 10, 23) + 0.5 };
const reply = { sequence: 7, sentMs: request.sentMs + 20, receivedMs: request.sentMs + 10, senderTtl: 61 };
const reflection = { ...reply, sentMs: () => reply.sentMs };

describe('STAMP in authenticated mode', () => {
  it('lays a request out as RFC 8762 section 4.2.2 has it', () => {
    const packet = ours.encodeRequest(request);
    const table = {
      sequence: packet.readUInt32BE(0),
      seconds: packet.readUInt32BE(16),
      error: packet.readUInt16BE(24),
    };
    expect(packet).toHaveLength(112);
    expect(table).toEqual({
      sequence: 0x01020304,
      seconds: Math.floor(request.sentMs / 1_000) + 2_208_988_800,
      error: 1,
    });
    expect([...packet.subarray(4, 16), ...packet.subarray(26, 96)].every((octet) => octet === 0)).toBe(true);
  });

  it('ends with HMAC-SHA-256 over the first 96 octets, cut to 16', () => {
    const packet = ours.encodeRequest(request);
    const mac = createHmac('sha256', 'a key that both know').update(packet.subarray(0, 96)).digest();
    expect(packet.subarray(96)).toEqual(mac.subarray(0, 16));
  });

  it('lays a reply out as RFC 8762 section 4.3.2 has it', () => {
    const packet = ours.encodeReply(ours.encodeRequest(request), reflection);
    const seconds = (timeMs: number) => Math.floor(timeMs / 1_000) + 2_208_988_800;
    expect([packet.readUInt32BE(0), packet.readUInt32BE(48), packet.readUInt8(80)]).toEqual([
      7, 0x01020304, 61,
    ]);
    expect([16, 32, 64].map((offset) => packet.readUInt32BE(offset))).toEqual(
      [reply.sentMs, reply.receivedMs, request.sentMs].map(seconds),
    );
    expect(packet.readUInt16BE(72)).toBe(1);
  });

  it('reads back what was written', () => {
    const packet = ours.encodeRequest(request);
    expect(ours.decodeRequest(packet)?.sequence).toBe(request.sequence);
    expect(ours.decodeRequest(packet)?.sentMs).toBeCloseTo(request.sentMs, 3);
    const answer = ours.decodeReply(ours.encodeReply(packet, reflection));
    expect(answer).toMatchObject({ sequence: 7, senderSequence: request.sequence, senderTtl: 61 });
    expect(answer?.receivedMs).toBeCloseTo(reply.receivedMs, 3);
    expect(answer?.senderSentMs).toBeCloseTo(request.sentMs, 3);
  });

  it('answers a longer request with as many octets', () => {
    const padded = Buffer.concat([ours.encodeRequest(request), Buffer.alloc(40)]);
    expect(ours.encodeReply(padded, reflection)).toHaveLength(AUTHENTICATED_BYTES + 40);
  });

  it('takes no packet of another key', () => {
    const packet = ours.encodeRequest(request);
    expect(theirs.decodeRequest(packet)).toBeUndefined();
    expect(theirs.decodeReply(ours.encodeReply(packet, reflection))).toBeUndefined();
  });

  it('takes no packet that was changed in one octet', () => {
    const octet = fc.integer({ min: 0, max: AUTHENTICATED_BYTES - 1 });
    fc.assert(
      fc.property(octet, fc.integer({ min: 1, max: 255 }), (index, change) => {
        const packet = ours.encodeRequest(request);
        packet[index] = (packet[index] ?? 0) ^ change;
        expect(ours.decodeRequest(packet)).toBeUndefined();
      }),
    );
  });

  it('takes no junk, and does not stumble over it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        expect(ours.decodeRequest(Buffer.from(octets))).toBeUndefined();
        expect(ours.decodeReply(Buffer.from(octets))).toBeUndefined();
      }),
    );
  });
});
