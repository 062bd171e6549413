import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_WRITE_BYTES, unpackedBytes } from '../../../../collector/api/write-body.ts';

describe('what a body takes unpacked', () => {
  it('is what gzip says at its end', () => {
    expect(unpackedBytes(gzipSync(Buffer.alloc(100_000)), true)).toBe(100_000);
  });

  it('is at least what came, whatever gzip says', () => {
    const several = Buffer.concat([gzipSync(Buffer.alloc(100_000)), gzipSync(Buffer.alloc(1))]);
    expect(unpackedBytes(several, true)).toBe(several.length);
  });

  it('is its length when it is not packed, or too short to be', () => {
    expect([unpackedBytes(Buffer.alloc(50), false), unpackedBytes(Buffer.alloc(5), true)]).toEqual([50, 5]);
  });

  it('is never more than what is taken', () => {
    expect(unpackedBytes(Buffer.alloc(20, 255), true)).toBe(MAX_WRITE_BYTES);
  });
});
