import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BerReader, BerWriter, Malformed, TAG, unsigned } from '../../../../agent/snmp/ber.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

function written(write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter(2_000);
  write(writer);
  return writer.octets;
}

describe('BER', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [-1, '0201ff'],
    [65_507, '020300ffe3'],
    [0x7fff_ffff, '02047fffffff'],
  ])('writes %i as %s, and reads it back', (value, wire) => {
    expect(written((writer) => writer.int32(value)).toString('hex')).toBe(wire);
    expect(new BerReader(hex(wire)).int32(wire.length / 2)).toBe(value);
  });

  it.each([
    [127, '047f'],
    [128, '048180'],
    [256, '04820100'],
  ])('writes the length %i as %s', (length, head) => {
    const octets = written((writer) => writer.octetString(Buffer.alloc(length)));
    expect(octets.subarray(0, head.length / 2).toString('hex')).toBe(head);
    expect(new BerReader(octets).octetString(octets.length)).toHaveLength(length);
  });

  it.each([
    ['nothing', ''],
    ['a tag alone', '04'],
    ['less than its length', '040300'],
    ['an indefinite length', '30800000'],
    ['a length of more octets than a datagram has', '04850000000001ff'],
    ['a length that is cut off', '0482ff'],
  ])('reads no element of %s', (_, wire) => {
    expect(() => new BerReader(hex(wire)).open(wire.length / 2)).toThrow(Malformed);
  });

  it('reads no 32-bit integer of five octets, of none, and of text', () => {
    for (const wire of ['02050100000001', '0200', '040101'])
      expect(() => new BerReader(hex(wire)).int32(wire.length / 2)).toThrow(Malformed);
  });

  it('reads back what it wrote: counters of 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        const octets = written((writer) => writer.unsigned32(TAG.counter32, value));
        const reader = new BerReader(octets);
        reader.enter(TAG.counter32, octets.length);
        expect(unsigned(octets, reader.at, reader.end)).toBe(value);
        // Never negative to one who minds the sign.
        expect((octets[2] ?? 0) < 0x80).toBe(true);
      }),
    );
  });
});
