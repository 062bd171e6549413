/** The page's files as the collector sends them: small on the line, and kept by the browser. */
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

interface Answer {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** `fetch` would unpack it. */
function get(url: string, encoding: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { 'accept-encoding': encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}

describeWith(needsBuild(), 'the page’s files', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let script: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    const page = (await get(`${collector.url}/`, 'identity')).body.toString();
    script = /src="(\/assets\/index-[^"]+\.js)"/.exec(page)?.[1] ?? '';
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  it('tells which event was the newest, so that the page hears of what came after it and of nothing twice', async () => {
    const page = (await get(`${collector.url}/`, 'identity')).body.toString();
    expect(page).toMatch(/<meta name="canhmang-events" content="\d+"/);
  });

  it('answers of the API are compressed too, where that makes them fewer packets', async () => {
    const path = `${collector.url}/api/openapi.json`;
    const plain = await get(path, 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const packed = await get(path, encoding);
      expect(packed.headers['content-encoding']).toBe(encoding);
      expect(packed.body.length).toBeLessThan(plain.body.length / 4);
      expect(unpack(packed.body).equals(plain.body)).toBe(true);
    }
    expect((await get(`${collector.url}/healthz`, 'br')).headers['content-encoding']).toBeUndefined();
  });

  it('are compressed for who takes it, and whole for who does not', async () => {
    const plain = await get(`${collector.url}${script}`, 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.length).toBeGreaterThan(100_000);
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const packed = await get(`${collector.url}${script}`, encoding);
      expect(packed.headers['content-encoding']).toBe(encoding);
      expect(packed.headers['content-type']).toBe(plain.headers['content-type']);
      expect(packed.headers.vary).toContain('accept-encoding');
      expect(packed.body.length).toBeLessThan(plain.body.length / 2);
      expect(unpack(packed.body).equals(plain.body)).toBe(true);
    }
  });

  it('are kept for a year by their names, but the page itself is asked for anew', async () => {
    const file = await get(`${collector.url}${script}`, 'br');
    expect(file.headers['cache-control']).toContain('immutable');
    for (const path of ['/', '/sites/tram-tau', '/no/such/page']) {
      const page = await get(`${collector.url}${path}`, 'br, gzip');
      expect(page.headers['cache-control']).toBe('no-store');
      expect(page.headers['content-type']).toContain('text/html');
    }
  });
});
