import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecords, encodeRecord, MAX_RECORD_BYTES } from '../../../journal/segment.ts';

const payload = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const payloads = fc.array(payload, { maxLength: 8 });

/** Whether the decoded ones are the first of those that were written. */
function expectPrefix(decoded: readonly Buffer[], written: readonly Buffer[]): void {
  expect(decoded).toEqual(written.slice(0, decoded.length));
}

describe('segment', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(payloads, (written) => {
        const bytes = Buffer.concat(written.map(encodeRecord));
        expect(decodeRecords(bytes)).toEqual({ payloads: written, goodBytes: bytes.length });
      }),
    );
  });

  it('cut off anywhere gives back a beginning, and says how long it is', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (written, place) => {
        const bytes = Buffer.concat(written.map(encodeRecord));
        const cut = bytes.subarray(0, place % (bytes.length + 1));
        const decoded = decodeRecords(cut);
        expectPrefix(decoded.payloads, written);
        expect(cut.length - decoded.goodBytes).toBeLessThan(8 + 40);
        expect(decodeRecords(cut.subarray(0, decoded.goodBytes))).toEqual(decoded);
      }),
    );
  });

  it('damaged at one octet gives back the records before it', () => {
    fc.assert(
      fc.property(
        fc.array(payload, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (written, place, flip) => {
          const bytes = Buffer.concat(written.map(encodeRecord));
          const at = place % bytes.length;
          bytes[at] = bytes[at]! ^ flip;
          let end = 0;
          const whole = written.filter((record) => {
            end += 8 + record.length;
            return end <= at;
          });
          expect(decodeRecords(bytes).payloads).toEqual(whole);
        },
      ),
    );
  });

  it('followed by zeros, as a file grown but not written is, ends before them', () => {
    const record = encodeRecord(Buffer.from('a'));
    expect(decodeRecords(Buffer.concat([record, Buffer.alloc(64)]))).toMatchObject({
      goodBytes: record.length,
    });
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(decodeRecords(Buffer.from(bytes)).goodBytes).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('takes no record without octets', () => {
    expect(() => encodeRecord(Buffer.alloc(0))).toThrow(RangeError);
  });

  it('takes no record above the limit', () => {
    const huge = Buffer.alloc(1);
    Object.defineProperty(huge, 'length', { value: MAX_RECORD_BYTES + 1 });
    expect(() => encodeRecord(huge)).toThrow(RangeError);
  });
});
