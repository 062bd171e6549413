import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toInteger, toText } from '../../../../../agent/probes/snmp/values.ts';

describe('toInteger', () => {
  it('takes numbers as they are', () => expect(toInteger(-7)).toBe(-7n));

  it('takes a Counter64 as it is', () => expect(toInteger(2n ** 64n - 1n)).toBe(2n ** 64n - 1n));

  it.each([
    ['a fraction', 1.5],
    ['a number that is not exact', 2 ** 53],
    ['text', '5'],
    ['octets', Buffer.of(5)],
  ])('does not take %s for an integer', (_, value) => expect(toInteger(value)).toBeUndefined());

  it('has none of a value that is not there', () => expect(toInteger(undefined)).toBeUndefined());
});

describe('toText', () => {
  const text = (value: string, encoding: BufferEncoding) => toText(Buffer.from(value, encoding));

  it('reads UTF-8', () => expect(text('Nghĩa Lộ', 'utf8')).toBe('Nghĩa Lộ'));
  it('reads Latin-1 where it is not UTF-8', () => expect(text('Café', 'latin1')).toBe('Café'));
  it('drops zero octets at the end', () => expect(text('wan0\0\0', 'latin1')).toBe('wan0'));
  it('puts a space for control characters', () => expect(text('a\r\n\tb\u007fc', 'latin1')).toBe('a b c'));
  it('trims spaces', () => expect(text(' wan0 ', 'latin1')).toBe('wan0'));
  it('takes text as it is', () => expect(toText('wan0')).toBe('wan0'));
  it('has none of a number', () => expect(toText(5)).toBeUndefined());
  it('has none of a value that is not there', () => expect(toText(undefined)).toBeUndefined());

  it('never holds a line feed, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (octets) => {
        expect(toText(Buffer.from(octets))).not.toMatch(/[\n\r\0]/);
      }),
    );
  });
});
