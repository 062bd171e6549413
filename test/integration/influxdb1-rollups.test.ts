/** Roll-ups and retention on Debian's InfluxDB 1.6. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Influxdb1Link } from '../../collector/store/influxdb1/link.ts';
import type { SeriesQuery } from '../../collector/store/metric-store.ts';
import type { Point } from '../../model/point.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { startInfluxdb } from '../setup/influxdb.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** A whole hour, in the past: the server drops what is older than the retention by its own clock. */
const END = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000;
const START = END - 4 * DAY;

/** A value every ten minutes; a counter that grows by 600 each time. */
function pointAt(index: number): Point {
  const fields = { f: index % 7, n: BigInt(index) * 600n };
  return { measurement: 'ping', tags: { site: 'a' }, fields, timeMs: START + index * 10 * MINUTE };
}

describeWith(needs('influxdb'), 'roll-ups on InfluxDB 1.6', () => {
  let server: DatabaseServer;
  let folder: TemporaryFolder;
  let link: Influxdb1Link;
  const points = Array.from({ length: (END - START) / (10 * MINUTE) }, (_, index) => pointAt(index));
  const query = (field: string): SeriesQuery => ({
    measurement: 'ping',
    field,
    tags: {},
    fromMs: START,
    toMs: END + 2 * DAY,
    buckets: 6,
    also: ['rate'],
  });
  const ask = async (q: string) =>
    (
      await fetch(`${server.url}/query?db=canhmang`, { method: 'POST', body: new URLSearchParams({ q }) })
    ).text();

  beforeAll(async () => {
    server = await startInfluxdb();
    folder = await makeFolder();
    const settings = {
      kind: 'influxdb1' as const,
      url: server.url,
      timeout: 10_000,
      database: 'canhmang',
      keep_raw: 90 * DAY,
      keep_rollups: 1_825 * DAY,
    };
    link = new Influxdb1Link(settings, undefined, join(folder.path, 'store-rollups.json'));
    await link.prepare();
    await link.send(points.slice(0, -10));
  });
  afterAll(async () => {
    await link?.close();
    await server?.close();
    await folder?.remove();
  });

  it('say the same as raw values, and are what a long range is read from', async () => {
    const before = await Promise.all([link.series(query('f')), link.series(query('n'))]);
    for (let time = 0; time < 3; time++) await link.maintain(END + 10 * MINUTE);
    // Raw values that say something else by now: what is read is not them.
    const others = points.map(({ timeMs }) => `ping,site=a f=1000,n=1i ${timeMs}`).join('\n');
    await fetch(`${server.url}/write?db=canhmang&precision=ms`, { method: 'POST', body: others });
    const [floats, counters] = await Promise.all([link.series(query('f')), link.series(query('n'))]);
    const rounded = (series: typeof floats) =>
      series.flatMap(({ buckets }) =>
        buckets.map(({ timeMs, average, minimum, maximum }) => [
          timeMs,
          average.toFixed(6),
          minimum,
          maximum,
        ]),
      );
    expect(rounded(floats)).toEqual(rounded(before[0]));
    expect(rounded(counters)).toEqual(rounded(before[1]));
    // The last hour has not all of its points yet: its step is taken for a whole one's.
    expect(counters[0]?.buckets.map(({ ratePerS }) => ratePerS).slice(0, 3)).toEqual([1, 1, 1]);
  });

  it('take in points that come late, and those that a command has loaded beside the collector', async () => {
    await link.send(points);
    const hours = points.slice(-5).map(({ timeMs }) => Math.floor(timeMs / 3_600_000) * 3_600_000);
    const left = join(folder.path, 'store-rollups-left-1.json');
    writeFileSync(left, JSON.stringify({ hours: [...new Set(hours)], rolledUntilMs: 0 }));
    const counted = async () => JSON.parse(await ask('SELECT sum("count_f") FROM "canhmang_1h"."ping"'));
    await link.maintain(END + 10 * MINUTE);
    expect((await counted()).results[0].series[0].values[0][1]).toBeGreaterThan(points.length - 12);
    expect(readdirSync(folder.path)).toEqual(['store-rollups.json']);
  });

  it('and raw values are kept as long as the configuration says', async () => {
    const policies = JSON.parse(await ask('SHOW RETENTION POLICIES')).results[0].series[0]
      .values as unknown[][];
    const kept = Object.fromEntries(
      policies.map(([name, duration, , , isDefault]) => [name, [duration, isDefault]]),
    );
    expect(kept).toMatchObject({
      canhmang_raw: ['2160h0m0s', true],
      canhmang_5m: ['43800h0m0s', false],
      canhmang_1h: ['43800h0m0s', false],
    });
  });
});
