import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BER,
  encode,
  encodeInteger,
  integerOf,
  readElement,
  readElements,
} from '../../../../agent/traps/ber.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('BER', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [65_507, '020300ffe3'],
    [0x7fff_ffff, '02047fffffff'],
  ])('writes %i as %s, and reads it back', (value, wire) => {
    expect(encodeInteger(value).toString('hex')).toBe(wire);
    expect(integerOf(readElement(hex(wire), 0))).toBe(value);
  });

  it.each([
    [127, '047f'],
    [128, '048180'],
    [256, '04820100'],
  ])('writes the length %i as %s', (length, head) => {
    const written = encode(BER.octetString, Buffer.alloc(length));
    expect(written.subarray(0, head.length / 2).toString('hex')).toBe(head);
    expect(readElement(written, 0)?.content).toHaveLength(length);
  });

  it.each([
    ['nothing', ''],
    ['a tag alone', '04'],
    ['less than its length', '040300'],
    ['an indefinite length', '30800000'],
    ['a length of more octets than a datagram has', '048400000001ff'],
    ['a length that is cut off', '0482ff'],
  ])('reads no element of %s', (_, wire) => {
    expect(readElement(hex(wire), 0)).toBeUndefined();
  });

  it('reads no integer of five octets, of none, and of text', () => {
    for (const wire of ['02050000000001', '0200', '040101'])
      expect(integerOf(readElement(hex(wire), 0))).toBeUndefined();
  });

  it('stays within what it was given, whatever that is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        for (const { content, end } of readElements(Buffer.from(octets)) ?? []) {
          expect(end).toBeLessThanOrEqual(octets.length);
          expect(content.length).toBeLessThan(octets.length);
        }
      }),
    );
  });

  it('reads back what it wrote', () => {
    const element = fc.tuple(fc.constantFrom(...Object.values(BER)), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(element), (elements) => {
        const wire = Buffer.concat(elements.map(([tag, content]) => encode(tag, Buffer.from(content))));
        const read = readElements(wire)?.map(({ tag, content }) => [tag, new Uint8Array(content)]);
        expect(read).toEqual(elements);
      }),
    );
  });
});
