import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateAndTime } from '../../../../../agent/probes/snmp/date-and-time.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d)?$/;

describe('DateAndTime', () => {
  it.each([
    // The example of RFC 2579: Tuesday May 26, 1992 at 1:30:15 PM EDT.
    ['07c8051a0d1e0f002d0400', '1992-05-26T13:30:15-04:00'],
    ['07c8051a0d1e0f00', '1992-05-26T13:30:15'],
    ['07ea0b1a0d1e3b092b0700', '2026-11-26T13:30:59+07:00'],
    ['07ea02200d1e0f00', undefined],
    ['07e9021d0d1e0f00', undefined],
    ['07e8021d0d1e0f00', '2024-02-29T13:30:15'],
    ['0000000000000000', undefined],
    ['07ea0b1a180000002b0700', undefined],
    ['07ea0b1a0d1e3b09000700', undefined],
    ['07ea0b1a', undefined],
  ])('%s is %s', (octets, expected) => expect(dateAndTime(Buffer.from(octets, 'hex'))).toBe(expected));

  it('of any octets is a date or nothing', () => {
    const length = fc.constantFrom(0, 7, 8, 11, 12);
    const octets = length.chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
    fc.assert(
      fc.property(octets, (any) => {
        const date = dateAndTime(Buffer.from(any));
        if (date !== undefined) expect(date).toMatch(ISO);
      }),
    );
  });
});
