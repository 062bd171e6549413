import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ackUrlOf, readAckLink, writeAckLink } from '../../../../collector/ack/link.ts';

const KEY = Buffer.alloc(32, 7);
const link = fc.record({
  incident: fc.integer({ min: 1 }),
  person: fc.string({ minLength: 1, maxLength: 100 }),
  issuedMs: fc.integer({ min: 1 }),
});

describe('link to acknowledge', () => {
  it('says who may acknowledge what', () => {
    fc.assert(
      fc.property(link, (given) => {
        expect(readAckLink(writeAckLink(given, KEY), KEY)).toEqual(given);
      }),
    );
  });

  it('is nothing with one sign changed, under another key, or made up', () => {
    fc.assert(
      fc.property(link, fc.nat(), fc.constantFrom('A', 'b', '7', '.', '-'), (given, at, sign) => {
        const text = writeAckLink(given, KEY);
        // The last sign of Base64 holds bits that nobody reads.
        const index = at % (text.length - 1);
        fc.pre(text[index] !== sign);
        expect(readAckLink(text.slice(0, index) + sign + text.slice(index + 1), KEY)).toBeUndefined();
        expect(readAckLink(text, Buffer.alloc(32, 8))).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => readAckLink(text, KEY) === undefined));
  });

  it('leads below the address that people use', () => {
    const given = { incident: 7, person: 'Minh', issuedMs: 1 };
    expect(ackUrlOf('https://giamsat.example/canhmang', given, KEY)).toBe(
      `https://giamsat.example/canhmang/ack?t=${writeAckLink(given, KEY)}`,
    );
    expect(ackUrlOf(undefined, given, KEY)).toBeUndefined();
  });
});
