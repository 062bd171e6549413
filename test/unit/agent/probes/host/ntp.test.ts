import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNtpAnswer, encodeNtpQuery, offsetOf } from '../../../../../agent/probes/host/ntp.ts';

const query = encodeNtpQuery();

/** An answer of a server of stratum 2: it was asked at, and answered at, these moments of its clock. */
function answer(
  receivedSeconds: number,
  sentSeconds: number,
  change: (packet: Buffer) => void = () => {},
): Buffer {
  const packet = Buffer.alloc(48);
  packet[0] = 0x24;
  packet[1] = 2;
  query.packet.copy(packet, 24, 40, 48);
  packet.writeUInt32BE(receivedSeconds, 32);
  packet.writeUInt32BE(sentSeconds, 40);
  packet.writeUInt32BE(0x8000_0000, 44);
  change(packet);
  return packet;
}

describe('the answer of a time server', () => {
  it('has the moments of its clock', () => {
    // 2208988800 s after 1900 it was 1970 (RFC 5905 figure 4).
    expect(decodeNtpAnswer(answer(2_208_988_801, 2_208_988_802), query)).toEqual({
      ...{ stratum: 2, receivedMs: 1_000, sentMs: 2_500 },
    });
  });

  it('goes on in 2036, when its seconds begin anew', () => {
    const decoded = decodeNtpAnswer(answer(0, 1), query);
    expect(
      decoded !== undefined && decoded !== 'unsynchronised' && new Date(decoded.receivedMs).toISOString(),
    ).toBe('2036-02-07T06:28:16.000Z');
  });

  it.each<[string, (packet: Buffer) => void]>([
    ['leap indicator 3', (packet) => packet.writeUInt8(0xe4, 0)],
    ['kiss of death', (packet) => packet.writeUInt8(0, 1)],
    ['stratum 16', (packet) => packet.writeUInt8(16, 1)],
    ['no time', (packet) => packet.fill(0, 40)],
  ])('that does not know the time: %s', (_, change) => {
    expect(decodeNtpAnswer(answer(1, 1, change), query)).toBe('unsynchronised');
  });

  it.each<[string, (packet: Buffer) => void]>([
    ['a client’s packet', (packet) => packet.writeUInt8(0x23, 0)],
    ['to another question', (packet) => packet.writeUInt8((packet[31] ?? 0) ^ 1, 31)],
  ])('is not %s', (_, change) => expect(decodeNtpAnswer(answer(1, 1, change), query)).toBeUndefined());

  it('survives any octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        (octets) => void decodeNtpAnswer(Buffer.from(octets), query),
      ),
    );
  });
});

describe('the offset of the clock', () => {
  it('is half of what the ways there and back say (RFC 5905 section 8)', () => {
    const there = { stratum: 1, receivedMs: 10_030, sentMs: 10_031 };
    expect(offsetOf(there, 5_000, 61)).toEqual({ offsetMs: 5_000, delayMs: 60 });
  });
});
