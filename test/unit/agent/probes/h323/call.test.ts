import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAnswer,
  encodeReleaseComplete,
  encodeSetup,
  tpktPayloads,
} from '../../../../../agent/probes/h323/call.ts';

const REFERENCE = 0x04d2;
const hex = (...parts: string[]) => parts.join('').replaceAll(' ', '');

/** A message of the called side. */
function answer(type: number, reference = REFERENCE | 0x8000): Buffer {
  return Buffer.of(8, 2, reference >> 8, reference & 0xff, type, 0x7e, 0, 1, 5);
}

function tpkt(payload: Buffer): Buffer {
  const head = Buffer.of(3, 0, 0, 0);
  head.writeUInt16BE(payload.length + 4, 2);
  return Buffer.concat([head, payload]);
}

// Both were read by Wireshark's dissectors (tshark 4.0: TPKT, Q.931, H.225.0) as what the lines say.
describe('the messages of a call', () => {
  it('SETUP', () => {
    expect(encodeSetup(REFERENCE, Buffer.alloc(16, 0xab)).toString('hex')).toBe(
      hex(
        '03 00 0038', // TPKT, 56 bytes
        '08 02 04d2 05', // Q.931, our call reference, SETUP
        '04 03 88 90 a5', // bearer capability
        '28 08 63616e686d616e67', // display: canhmang
        '7e 001d 05', // user-user, ASN.1
        '0000', // setup, nothing optional
        '06 00 08 914a 00 01', // version 1
        '02 00', // a terminal; no MC
        'ab'.repeat(16), // conference
        '00', // create, point to point
      ),
    );
  });

  it('RELEASE COMPLETE', () => {
    expect(encodeReleaseComplete(REFERENCE).toString('hex')).toBe(
      hex('03 00 001a', '08 02 04d2 5a', '08 02 80 90', '7e 000a 05', '0500', '06 00 08 914a 00 01'),
    );
  });
});

describe('an answer', () => {
  it.each([
    [0x02, 'call_proceeding'],
    [0x01, 'alerting'],
    [0x07, 'connect'],
    [0x5a, 'release_complete'],
  ])('of type %i is %s', (type, name) => expect(decodeAnswer(answer(type), REFERENCE)).toBe(name));

  it.each([
    ['a notice of another kind', answer(0x62)],
    ['to another call', answer(0x07, (REFERENCE + 1) | 0x8000)],
    ['of our own side', answer(0x07, REFERENCE)],
    ['of another protocol', Buffer.concat([Buffer.of(3), answer(0x07).subarray(1)])],
    ['cut short', answer(0x07).subarray(0, 4)],
  ])('is not %s', (_, message) => expect(decodeAnswer(message, REFERENCE)).toBeUndefined());
});

describe('packets in a stream', () => {
  it('are taken whole', () => {
    const wire = Buffer.concat([tpkt(answer(0x02)), tpkt(answer(0x01))]);
    expect(tpktPayloads(wire)).toEqual([answer(0x02), answer(0x01)]);
    expect(tpktPayloads(wire.subarray(0, -1))).toEqual([answer(0x02)]);
  });

  it.each([
    ['of another version', Buffer.concat([Buffer.of(2), tpkt(answer(0x02)).subarray(1)])],
    ['of nothing', Buffer.of(3, 0, 0, 4, 3, 0, 0, 0)],
  ])('end with one %s', (_, wire) => expect(tpktPayloads(wire)).toEqual([]));

  it('never make it throw, and are no longer than what came', () => {
    const parts = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map(Buffer.from),
        fc.nat(255).map((type) => tpkt(answer(type))),
        fc.constant(encodeSetup(REFERENCE, Buffer.alloc(16))),
      ),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(parts, (buffers) => {
        const wire = Buffer.concat(buffers);
        const payloads = tpktPayloads(wire);
        for (const payload of payloads) decodeAnswer(payload, REFERENCE);
        const bytes = payloads.reduce((sum, payload) => sum + payload.length, 0);
        expect(bytes).toBeLessThanOrEqual(wire.length);
      }),
    );
  });
});
