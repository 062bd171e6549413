import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SegmentRecord } from '../../../journal/segment.ts';
import { encodeRecord, MAX_RECORD_BYTES, pack, scanAll } from '../../../journal/segment.ts';

const HEADER_BYTES = 16;
const LONGEST = 40;
const payload = fc.uint8Array({ minLength: 1, maxLength: LONGEST }).map((bytes) => Buffer.from(bytes));
/** Numbers that grow, with gaps. */
const records = fc
  .array(fc.tuple(payload, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 8 })
  .map((parts) => {
    let last = 2 ** 40;
    return parts.map(([bytes, step]): SegmentRecord => {
      last += step;
      return { sequence: last, payload: bytes };
    });
  });

function encodeAll(written: readonly SegmentRecord[]): Buffer {
  return Buffer.concat(written.map((record) => encodeRecord(record.sequence, record.payload)));
}

describe('segment', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(records, (written) => {
        const bytes = encodeAll(written);
        expect(scanAll(bytes)).toEqual({ records: written, goodBytes: bytes.length });
      }),
    );
  });

  it('cut off anywhere gives back a beginning, and says how long it is', () => {
    fc.assert(
      fc.property(records, fc.nat(), (written, place) => {
        const bytes = encodeAll(written);
        const cut = bytes.subarray(0, place % (bytes.length + 1));
        const decoded = scanAll(cut);
        expect(decoded.records).toEqual(written.slice(0, decoded.records.length));
        expect(cut.length - decoded.goodBytes).toBeLessThan(HEADER_BYTES + LONGEST);
        expect(scanAll(cut.subarray(0, decoded.goodBytes))).toEqual(decoded);
      }),
    );
  });

  it('damaged at one octet loses that one record', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, place, flip) => {
        const bytes = encodeAll(written);
        const at = place % bytes.length;
        bytes[at] = bytes[at]! ^ flip;
        let end = 0;
        const whole = written.filter((record) => {
          const begin = end;
          end += HEADER_BYTES + record.payload.length;
          return end <= at || begin > at;
        });
        expect(scanAll(bytes).records).toEqual(whole);
      }),
    );
  });

  it('with octets lost or others pushed in goes on at the next whole record', () => {
    fc.assert(
      fc.property(
        records,
        records,
        fc.uint8Array({ maxLength: 60 }),
        fc.nat(),
        (before, after, noise, cut) => {
          const head = encodeAll(before);
          const kept = head.subarray(0, head.length - (cut % (HEADER_BYTES + 1)));
          const found = scanAll(Buffer.concat([kept, noise, encodeAll(after)])).records;
          expect(found.slice(-after.length)).toEqual(after);
        },
      ),
    );
  });

  it('followed by zeros, as a file grown but not written is, ends before them', () => {
    const record = encodeRecord(1, Buffer.from('a'));
    expect(scanAll(Buffer.concat([record, Buffer.alloc(64)]))).toMatchObject({ goodBytes: record.length });
  });

  it('takes any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 100 }).map((rest) => Buffer.concat([Buffer.from([0xfa, 0xce]), rest])),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        expect(scanAll(Buffer.from(some)).goodBytes).toBeLessThanOrEqual(some.length);
      }),
    );
  });

  it('packed gives the same records', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (written) => {
        const packed = await pack(written);
        expect(scanAll(packed)).toEqual({ records: written, goodBytes: packed.length });
      }),
      { numRuns: 30 },
    );
  });

  it('packs line protocol to less than a fifth, and loses one group of records to one damaged octet', async () => {
    const line = (number: number) =>
      `ping,agent=a,role=gateway,site=a,url=10.0.0.1 average_response_ms=${(number % 97) / 10} ${number}000000000\n`;
    const written = Array.from({ length: 3_000 }, (_, number) => ({
      sequence: number + 1,
      payload: Buffer.from(line(number * 2) + line(number * 2 + 1)),
    }));
    const packed = await pack(written);
    expect(packed.length).toBeLessThan(encodeAll(written).length / 5);
    packed[packed.length - 1]! ^= 1;
    const left = scanAll(packed).records.length;
    expect(left).toBeGreaterThan(1_000);
    expect(left).toBeLessThan(3_000);
  });

  it('takes no record without octets', () => {
    expect(() => encodeRecord(1, Buffer.alloc(0))).toThrow(RangeError);
  });

  it('takes no record above the limit', () => {
    const huge = Buffer.alloc(1);
    Object.defineProperty(huge, 'length', { value: MAX_RECORD_BYTES + 1 });
    expect(() => encodeRecord(1, huge)).toThrow(RangeError);
  });
});
