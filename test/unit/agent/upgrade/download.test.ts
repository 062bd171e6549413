import { describe, expect, it } from 'vitest';
import type { CollectorClient, CollectorRequest } from '../../../../agent/collector-client.ts';
import { Download } from '../../../../agent/upgrade/download.ts';
import { BUNDLE_PART_BYTES } from '../../../../model/agent-bundle.ts';

const WHOLE = Buffer.alloc(BUNDLE_PART_BYTES * 2 + 100, 'bundle');

/** Serves ranges; `fail` spoils the n-th request. */
function server(fail: (request: number) => 'cut' | 'short' | 'gone' | undefined) {
  const ranges: string[] = [];
  const client = {
    async request({ headers }: CollectorRequest) {
      const range = headers?.range ?? '';
      ranges.push(range);
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
      const octets = WHOLE.subarray(Number(from), Number(to) + 1);
      const misdeed = fail(ranges.length);
      if (misdeed === 'cut') throw new Error('aborted');
      if (misdeed === 'gone') return { status: 404, headers: {}, body: '', octets: Buffer.alloc(0) };
      return {
        status: 206,
        headers: {},
        body: '',
        octets: misdeed === 'short' ? octets.subarray(1) : octets,
      };
    },
  } as unknown as CollectorClient;
  return { client, ranges };
}
const atOnce = async () => {};

describe('a download', () => {
  it('comes in parts, each of which is paced', async () => {
    const { client, ranges } = server(() => undefined);
    const paced: number[] = [];
    const got = await new Download('x', WHOLE.length).run(client, async (bytes) => void paced.push(bytes));
    expect(got.equals(WHOLE)).toBe(true);
    expect(ranges).toEqual(['bytes=0-32767', 'bytes=32768-65535', `bytes=65536-${WHOLE.length - 1}`]);
    expect(paced).toEqual([BUNDLE_PART_BYTES, BUNDLE_PART_BYTES, 100]);
  });

  it.each(['cut', 'short', 'gone'] as const)('goes on where it was when a part is %s', async (misdeed) => {
    const { client, ranges } = server((request) => (request === 2 ? misdeed : undefined));
    const download = new Download('x', WHOLE.length);
    await expect(download.run(client, atOnce)).rejects.toThrow();
    expect((await download.run(client, atOnce)).equals(WHOLE)).toBe(true);
    expect(ranges.filter((range) => range.startsWith('bytes=0-'))).toHaveLength(1);
  });
});
