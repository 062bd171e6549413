import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_WRITE_BYTES, unpackBody, unpackedBytes } from '../../../../collector/api/write-body.ts';

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

describe('a body is unpacked', () => {
  const unpacked = (body: Buffer) => unpackBody(body, unpackedBytes(body, true));
  /** Says that it has eight bytes. */
  const lying = gzipSync(Buffer.alloc(1_000_000));
  lying.writeUInt32LE(8, lying.length - 4);

  it('to what it says', async () => {
    for (const length of [0, 1, 100_000])
      expect(await unpacked(gzipSync(Buffer.alloc(length)))).toHaveLength(length);
  });

  it.each([
    ['one that says less than it has', lying],
    ['a small one behind a large one', Buffer.concat([gzipSync(Buffer.alloc(1_000_000)), gzipSync('x')])],
  ])('no further than that: %s is refused', async (_, body) => {
    await expect(unpacked(body)).rejects.toMatchObject({
      ...{ status: 413, code: 'too_large', message: expect.stringContaining('that it says') },
    });
  });

  it.each([
    [400, Buffer.alloc(30, 7)],
    [413, gzipSync(Buffer.alloc(MAX_WRITE_BYTES + 1))],
  ])('or refused with %d', async (status, body) => {
    await expect(unpacked(body)).rejects.toMatchObject({ status });
  });
});
