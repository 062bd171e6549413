/** A database that is away loses nothing: the collector's log has it, over the collector's own death too. */
import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { About } from '../../collector/api/types/collector.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { startInfluxdb } from '../setup/influxdb.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { AT_S, post } from '../setup/writing.ts';

/** More than wait in memory, so that the log has to be read again. */
const POINTS_A_BATCH = 10_000;

describeWith([needsBuild(), needs('influxdb')], 'a store that is away', () => {
  let folder: TemporaryFolder;
  let server: DatabaseServer;
  let config: string;
  const running: RunningCollector[] = [];

  beforeEach(async () => {
    folder = await makeFolder();
    server = await startInfluxdb();
    config = await writeInstallation(folder.path, { local: true });
    await appendFile(
      config,
      `store: { kind: influxdb1, url: "${server.url}", keep_raw: 3650d }\ningest_log_mb: 64\n`,
    );
  });
  afterEach(async () => {
    for (const { program } of running.splice(0)) await program.stop();
    await server.close();
    await folder.remove();
  });

  const start = async () => {
    const collector = await startCollector({ config, data: join(folder.path, 'data') });
    running.push(collector);
    return collector;
  };
  const write = async (
    { url }: RunningCollector,
    batch: number,
    field = 'value=1i',
    points = POINTS_A_BATCH,
  ) => {
    const token = readFileSync(join(folder.path, 'data/agents/core/token'), 'utf8').trim();
    const lines = Array.from(
      { length: points },
      (_, index) => `m,site=${CORE},batch=${batch} ${field} ${AT_S + index}`,
    );
    return post(url, { path: '/api/v2/write?precision=s', body: lines.join('\n'), token });
  };
  /** Points of each batch that the database has. */
  const counted = async () => {
    const q = 'SELECT count("value") FROM "m" GROUP BY "batch"';
    const answer = await fetch(`${server.url}/query?${new URLSearchParams({ db: 'canhmang', q })}`);
    const { results } = (await answer.json()) as {
      results: { series?: { tags: { batch: string }; values: [string, number][] }[] }[];
    };
    return Object.fromEntries(
      (results[0]?.series ?? []).map(({ tags, values }) => [tags.batch, values[0]?.[1]]),
    );
  };
  const everything = (batches: number, points = POINTS_A_BATCH) =>
    Object.fromEntries(Array.from({ length: batches }, (_, batch) => [batch, points]));

  it('gets each point once when it is back, whoever died meanwhile', async () => {
    let collector = await start();
    expect((await write(collector, 0)).status).toBe(204);
    await expect.poll(counted, { timeout: 20_000 }).toEqual(everything(1));
    await server.stop();
    for (let batch = 1; batch < 8; batch++) expect((await write(collector, batch)).status).toBe(204);
    await collector.program.waitForLine(/takes no more; the ingest log keeps what comes/);
    collector.program.kill('SIGKILL');
    await collector.program.exit;
    collector = await start();
    for (let batch = 8; batch < 10; batch++) expect((await write(collector, batch)).status).toBe(204);
    await server.start();
    await expect.poll(counted, { timeout: 25_000, interval: 200 }).toEqual(everything(10));
  });

  it('is told by the API as away, and states and pages go on', async () => {
    const { url, accessToken } = await start();
    await server.stop();
    const get = (path: string) =>
      fetch(`${url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
    const range = `from=${AT_S * 1_000}&to=${(AT_S + 10) * 1_000}&buckets=10`;
    const series = await get(`/api/v1/sites/${CORE}/series?measurement=m&field=value&${range}`);
    expect([series.status, await series.json()]).toMatchObject([503, { error: { code: 'store_away' } }]);
    expect((await get('/api/v1/sites')).status).toBe(200);
  });

  it('is shown as away until it is back', async () => {
    const collector = await start();
    const { url, accessToken = '' } = collector;
    const standing = async () => {
      const headers = { authorization: `Bearer ${accessToken}` };
      return ((await (await fetch(`${url}/api/v1/about`, { headers })).json()) as About).store;
    };
    const status = async () =>
      (await canhmang(['status', '--lang', 'en', '--url', url, '--token', accessToken])).stdout;
    expect([await standing(), await status()]).toEqual([
      expect.objectContaining({ kind: 'influxdb1', away: null, logLimitBytes: 64 * 1024 * 1024 }),
      expect.not.stringContaining('has not answered'),
    ]);
    await server.stop();
    await write(collector, 0);
    await expect.poll(standing).toMatchObject({ away: { reason: expect.stringContaining('ECONNREFUSED') } });
    expect(await status()).toMatch(
      /The metric store \(influxdb1\) has not answered since .* wait in the ingest log, \d+ of 64 MB/,
    );
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^canhmang_store_away 1$/m);
    await server.start();
    await expect.poll(standing, { timeout: 20_000 }).toMatchObject({ away: null });
  });

  it('takes no more when the log is full: writers are told to come back, and what was taken is there', async () => {
    const collector = await start();
    await server.stop();
    const filler = `value=1i,text="${'x'.repeat(30_000)}"`;
    const fill = (batch: number) => write(collector, batch, filler, 500);
    let batch = 0;
    let answer = await fill(batch);
    while (answer.status === 204 && batch < 10) answer = await fill(++batch);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    await server.start();
    await expect.poll(counted, { timeout: 25_000, interval: 200 }).toEqual(everything(batch, 500));
  });

  it('that refuses a field goes on with the others, and the collector names it', async () => {
    const collector = await start();
    await write(collector, 0);
    await expect.poll(counted, { timeout: 20_000 }).toEqual(everything(1));
    await write(collector, 1, 'value="text",other=1i');
    await write(collector, 2);
    const said = await collector.program.waitForLine(/refused by the server for good/);
    expect(JSON.parse(said.input)).toMatchObject({ field: 'm.value', points: 5_000 });
    await expect.poll(counted, { timeout: 20_000 }).toEqual({ 0: POINTS_A_BATCH, 2: POINTS_A_BATCH });
  });
});
