/** `canhmang store`: what goes out comes in again, and a history moves to a database while that is written to. */
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../collector/store/open-store.ts';
import { storeSchema } from '../../config/schema/store.ts';
import type { FieldValue, Point } from '../../model/point.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { startInfluxdb } from '../setup/influxdb.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { folderOfTest, makeFolder } from '../setup/temporary-folder.ts';
import { AT_S, post } from '../setup/writing.ts';
import { silent } from '../unit/agent/silent-logger.ts';

const START = Date.UTC(2026, 0, 30, 22);
const HOUR = 3_600_000;

/** Values of every kind, over the end of a month, in names that are odd. */
function points(): Point[] {
  const hours = Array.from({ length: 6 }, (_, hour) => START + hour * HOUR);
  return hours.flatMap((timeMs, hour): Point[] => [
    {
      measurement: 'ping',
      tags: { site: 'Mù Cang Chải, số 1', url: 'a=b c' },
      fields: { rtt: hour + 0.1, sent: BigInt(hour), ok: hour % 2 === 0 },
      timeMs,
    },
    {
      measurement: 'a/b .c',
      tags: {},
      fields: { octets: 2n ** 53n + BigInt(hour), note: `dòng "1",\n dòng ${hour} \\ 1769810400000000000\n` },
      timeMs: timeMs + 1,
    },
  ]);
}

type Value = [timeMs: number, measurement: string, tags: string, field: string, value: FieldValue];

function valuesOf(given: Iterable<Point>): Value[] {
  return [...given]
    .flatMap(({ timeMs, measurement, tags, fields }) =>
      Object.entries(fields).map(
        ([field, value]): Value => [
          timeMs,
          measurement,
          JSON.stringify(Object.entries(tags).sort()),
          field,
          value,
        ],
      ),
    )
    .sort((one, other) => (`${one.slice(0, 4)}` < `${other.slice(0, 4)}` ? -1 : 1));
}

const embedded = (folder: string) =>
  openStore(storeSchema.parse({ kind: 'embedded' }), {
    folder,
    isVisitor: true,
    now: Date.now,
    logger: silent,
  });

/** A data folder with an embedded store that holds these points. */
async function dataWith(given: readonly Point[]): Promise<string> {
  const folder = await folderOfTest();
  const store = await embedded(folder);
  await store.load({ source: 'test', number: 1 }, given);
  await store.close();
  return folder;
}

async function allIn(folder: string): Promise<Value[]> {
  const store = await embedded(folder);
  const found: Point[] = [];
  for (const measurement of await store.measurements()) {
    const range = { fromMs: 0, toMs: START + 100 * HOUR };
    for await (const piece of store.points(measurement, range)) found.push(...piece);
  }
  await store.close();
  return valuesOf(found);
}

describeWith([needsBuild(), needs('influxdb')], 'canhmang store', () => {
  let folder: TemporaryFolder;
  let server: DatabaseServer;
  let plain: string;
  let databases = 0;
  beforeAll(async () => {
    folder = await makeFolder();
    server = await startInfluxdb();
    plain = await writeInstallation(folder.path);
  });
  afterAll(async () => {
    await server.close();
    await folder.remove();
  });

  const command = (name: string, config: string, data: string, ...more: string[]) =>
    canhmang(['store', name, '--lang', 'en', '--config', config, '--data', data, ...more]);
  /** A configuration whose store is a database of its own. */
  const withInfluxdb = async () => {
    const path = await folderOfTest();
    const config = await writeInstallation(path);
    const database = `d${databases++}`;
    await appendFile(
      config,
      `store: { kind: influxdb1, url: "${server.url}", database: ${database}, keep_raw: 3650d }\n`,
    );
    return { config, database };
  };
  const ask = (database: string, q: string) =>
    fetch(`${server.url}/query?db=${database}`, { method: 'POST', body: new URLSearchParams({ q }) });

  it.each(['lines', 'csv', 'parquet'])(
    'gives %s that another store takes in to the last digit, once',
    async (format) => {
      const out = await folderOfTest();
      const exported = await command('export', plain, await dataWith(points()), out, '--format', format);
      expect([exported.code, exported.stdout]).toEqual([
        0,
        expect.stringContaining('30 values written to 4 files'),
      ]);
      const data = await folderOfTest();
      for (let time = 0; time < 2; time++) expect((await command('import', plain, data, out)).code).toBe(0);
      expect(await allIn(data)).toEqual(valuesOf(points()));
    },
  );

  it('exports what is asked for, and keeps what is there', async () => {
    const out = await folderOfTest();
    const data = await dataWith(points());
    const wanted = ['--measurement', 'ping', '--since', '2026-01-31', '--until', '2026-01-31T02:00'];
    const first = await command('export', plain, data, out, ...wanted);
    expect(first.stdout).toContain('6 values written to 1 files');
    const second = await command('export', plain, data, out, ...wanted);
    expect(second.stdout).toContain('0 values written to 0 files');
    const cut = await command('export', plain, data, out, '--measurement', 'ping', '--until', '2026-01-31');
    expect(cut.stdout).toContain('6 values written to 1 files');
    expect(readdirSync(join(out, 'ping')).sort()).toEqual([
      '2026-01-30.lp.gz',
      '2026-01-31-until-020000.lp.gz',
    ]);
  });

  it('moves a history to a database, goes on after an interruption, and finds what is missing', async () => {
    const { config, database } = await withInfluxdb();
    const data = await dataWith(points());
    await server.stop();
    const away = await command('migrate', config, data);
    expect([away.code, away.stderr]).toEqual([3, expect.stringContaining('cannot reach the metric store')]);
    await server.start();
    const moved = await command('migrate', config, data);
    expect([moved.code, moved.stdout]).toEqual([0, expect.stringContaining('30 values copied')]);
    const verified = await command('verify', config, data);
    expect([verified.code, verified.stdout]).toEqual([
      0,
      expect.stringContaining('2026-01-30  ping: 6 values, 0 missing, 0 more'),
    ]);
    await ask(database, `DELETE FROM "ping" WHERE time = ${START}ms`);
    const lacking = await command('verify', config, data);
    expect([lacking.code, lacking.stdout]).toEqual([1, expect.stringContaining('lacks 3 of 30 values')]);
  });

  it('says what cannot be read, with its place', async () => {
    const data = await folderOfTest();
    const bad = join(await folderOfTest(), 'bad.csv.gz');
    const { gzipSync } = await import('node:zlib');
    const rows =
      'time,measurement,tags,field,type,value\n2026-01-01T00:00:00Z,m,{},f,float,1\n2026-01-01T00:00:00Z,m,{},f,float,x\n';
    await writeFile(bad, gzipSync(rows));
    const refused = await command('import', plain, data, bad);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/bad\.csv\.gz: line 3: not a number: "x"/),
    ]);
  });

  it.each([
    [
      'a format that does not exist',
      ['export', 'out', '--format', 'xml'],
      /"xml" is not lines, csv or parquet/,
    ],
    ['a time that is none', ['export', 'out', '--since', 'gestern'], /--since: "gestern" is not a date/],
    ['a file that is not there', ['import', '/nowhere.csv.gz'], /nowhere.csv.gz: ENOENT/],
    ['a file of another kind', ['import', '/etc/passwd'], /has to end with .lp.gz, .csv.gz, .parquet/],
    ['a folder without measurements', ['export', 'out'], /there is no metric store in/],
    [
      'a data folder that is not there',
      ['import', import.meta.dirname, '--data', '/nowhere'],
      /data folder "\/nowhere"/,
    ],
    ['a store that would be copied into itself', ['migrate'], /source and target are both embedded/],
  ])('refuses %s as a matter of usage', async (_, [name = '', ...more], reason) => {
    const { code, stderr } = await command(name, plain, await folderOfTest(), ...more);
    expect([code, stderr]).toEqual([2, expect.stringMatching(reason)]);
  });

  it('exports a day again that was not over when it was written', async () => {
    const out = await folderOfTest();
    const data = await dataWith(points());
    await command('export', plain, data, out);
    const file = join(out, 'ping/2026-01-31.lp.gz');
    await utimes(file, new Date(), new Date('2026-01-31T12:00:00Z'));
    const again = await command('export', plain, data, out);
    expect(again.stdout).toContain('12 values written to 1 files');
  });

  it('exports what a running collector has, and leaves nothing behind', async () => {
    const home = await folderOfTest();
    const config = await writeInstallation(home, { local: true });
    const data = join(home, 'data');
    const collector = await startCollector({ config, data });
    onTestFinished(() => collector.program.stop().then(() => undefined));
    const token = readFileSync(join(data, 'agents/core/token'), 'utf8').trim();
    const lines = Array.from({ length: 100 }, (_, index) => `m,site=${CORE} value=${index}i ${AT_S + index}`);
    await post(collector.url, { path: '/api/v2/write?precision=s', body: lines.join('\n'), token });
    const out = await folderOfTest();
    const exported = await command('export', config, data, out, '--measurement', 'm', '--url', collector.url);
    expect([exported.code, exported.stdout]).toEqual([0, expect.stringContaining('100 values written')]);
    expect(readdirSync(data).filter((name) => name.startsWith('store-copy-'))).toEqual([]);
    const other = await folderOfTest();
    expect((await command('import', plain, other, out)).code).toBe(0);
    expect((await allIn(other)).map(([timeMs, , , , value]) => [timeMs / 1_000 - AT_S, value])).toEqual(
      lines.map((_, index) => [index, BigInt(index)]),
    );
    const [imported, migrated] = [
      await command('import', config, data, out),
      await command('migrate', (await withInfluxdb()).config, data),
    ];
    expect([imported.code, imported.stderr]).toEqual([
      2,
      expect.stringContaining('is in use by a collector'),
    ]);
    expect([migrated.code, migrated.stderr]).toEqual([
      2,
      expect.stringContaining('restart it, so that it takes'),
    ]);
  });
});
