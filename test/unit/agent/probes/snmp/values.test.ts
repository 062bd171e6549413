import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toInteger, toText } from '../../../../../agent/probes/snmp/values.ts';

const binding = (value: unknown) => ({ oid: '1', type: 4, value });

describe('toInteger', () => {
  it('takes numbers as they are', () => expect(toInteger(binding(-7))).toBe(-7n));

  it.each([
    ['05', 5n],
    ['ffffffffffffffff', 2n ** 64n - 1n],
    ['00ffffffffffffffff', 2n ** 64n - 1n],
    ['20000000000001', 2n ** 53n + 1n],
  ])('keeps a Counter64 exact: %s', (octets, value) =>
    expect(toInteger(binding(Buffer.from(octets, 'hex')))).toBe(value),
  );

  it('keeps any Counter64 exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const octets = Buffer.alloc(8);
        octets.writeBigUInt64BE(value);
        expect(toInteger(binding(octets))).toBe(value);
      }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['a fraction', 1.5],
    ['text', '5'],
    ['no octets', Buffer.alloc(0)],
    ['too many octets', Buffer.alloc(10)],
    ['a number beyond 64 bits', Buffer.from('01ffffffffffffffff', 'hex')],
  ])('does not take %s for an integer', (_, value) => expect(toInteger(binding(value))).toBeUndefined());

  it('has none of a value that is not there', () => expect(toInteger(undefined)).toBeUndefined());
});

describe('toText', () => {
  const text = (value: string, encoding: BufferEncoding) => toText(binding(Buffer.from(value, encoding)));

  it('reads UTF-8', () => expect(text('Nghĩa Lộ', 'utf8')).toBe('Nghĩa Lộ'));
  it('reads Latin-1 where it is not UTF-8', () => expect(text('Café', 'latin1')).toBe('Café'));
  it('drops zero octets at the end', () => expect(text('wan0\0\0', 'latin1')).toBe('wan0'));
  it('puts a space for control characters', () => expect(text('a\r\n\tb\u007fc', 'latin1')).toBe('a b c'));
  it('takes text as it is', () => expect(toText(binding('wan0'))).toBe('wan0'));
  it('has none of a number', () => expect(toText(binding(5))).toBeUndefined());
  it('has none of a value that is not there', () => expect(toText(undefined)).toBeUndefined());

  it('never holds a line feed, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (octets) => {
        expect(toText(binding(Buffer.from(octets)))).not.toMatch(/[\n\r\0]/);
      }),
    );
  });
});
