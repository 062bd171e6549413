/**
 * Each query of the dashboards, as Grafana sends it, against InfluxDB with what a collector writes there: its own points
 * and those that come to it. What probes write is held against the same schema in their own tests.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { demoConfigPath } from '../../config/load.ts';
import { formatPoints } from '../../model/line-protocol.ts';
import type { MeasurementSpec } from '../../model/measurements/index.ts';
import { MEASUREMENTS } from '../../model/measurements/index.ts';
import type { FieldValue, Point } from '../../model/point.ts';
import { DASHBOARDS } from '../../tools/dashboards/index.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { needsBuild, startCollector } from '../setup/canhmang.ts';
import { filled, panelQueries, valuesOf, variableQueries } from '../setup/dashboard-queries.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { startInfluxdb } from '../setup/influxdb.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { post } from '../setup/writing.ts';

const SITE = 'van-phong-ubnd';
/** Ids that the demonstration's inventory has; everything else of a tag is its own name. */
const TAGS: Readonly<Record<string, string>> = {
  site: SITE,
  agent: 'core',
  role: 'reach',
  line: `${SITE}-line`,
  room: `room-${SITE}`,
};
/** What the collector alone writes; of its figures a rate needs some from before. */
const OWN = /_info$/;
const MINUTE_MS = 60_000;
const MINUTES = 5;

function sampleOf(type: MeasurementSpec['fields'][string]['type'], minute: number): FieldValue {
  switch (type) {
    case 'float':
      return minute + 0.5;
    case 'integer':
      return BigInt(minute);
    case 'boolean':
      return minute % 2 === 0;
    case 'text':
      return 'một chữ';
  }
}

/** A point of every kind that comes from agents, every minute, as the schema has it. */
function pointsFromAgents(nowMs: number): Point[] {
  return MEASUREMENTS.filter(({ name }) => !OWN.test(name)).flatMap(({ name, tags, fields }) =>
    Array.from({ length: MINUTES }, (_, minute): Point => {
      const values = Object.entries(fields).map(
        ([field, { type }]) => [field, sampleOf(type, minute)] as const,
      );
      return {
        measurement: name,
        tags: Object.fromEntries(Object.keys(tags).map((tag) => [tag, TAGS[tag] ?? tag])),
        fields: Object.fromEntries(values),
        timeMs: nowMs - (MINUTES - minute) * MINUTE_MS,
      };
    }),
  );
}

const answerSchema = z.object({
  results: z.tuple([
    z.object({
      error: z.string().optional(),
      series: z.array(z.object({ name: z.string(), values: z.array(z.array(z.unknown())) })).default([]),
    }),
  ]),
});

describeWith([needsBuild(), needs('influxdb')], 'the dashboards on InfluxDB', () => {
  let folder: TemporaryFolder;
  let server: DatabaseServer;
  let collector: RunningCollector;
  const nowMs = Date.now();
  const range = { fromMs: nowMs - 3_600_000, toMs: nowMs + 600_000 };

  /** Rows of all series. @throws what the server has against the statement. */
  async function ask(q: string): Promise<unknown[][]> {
    const answer = await fetch(`${server.url}/query`, {
      method: 'POST',
      body: new URLSearchParams({ db: 'canhmang', q }),
    });
    const text = await answer.text();
    const parsed = answerSchema.safeParse(JSON.parse(text));
    if (!parsed.success) throw new Error(`${q}: ${text}`);
    const [{ error, series }] = parsed.data.results;
    if (error !== undefined) throw new Error(`${q}: ${error}`);
    return series.flatMap(({ values }) => values);
  }

  beforeAll(async () => {
    folder = await makeFolder();
    server = await startInfluxdb();
    const demo = join(folder.path, 'demo');
    await cp(dirname(demoConfigPath()), demo, { recursive: true });
    const config = join(demo, 'canhmang.yaml');
    const store = `store: { kind: influxdb1, url: "${server.url}" }\n`;
    const installed = (await readFile(config, 'utf8')).replace('demonstration: true\n', '');
    await writeFile(config, installed + store);
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    const token = (await readFile(join(folder.path, 'data/agents/core/token'), 'utf8')).trim();
    const body = formatPoints(pointsFromAgents(nowMs));
    const answer = await post(collector.url, { path: '/api/v2/write?precision=ns', body, token });
    expect(answer.status).toBe(204);
  });
  afterAll(async () => {
    await collector?.program.stop();
    await server?.close();
    await folder?.remove();
  });

  it('every measurement of the schema arrives', async () => {
    // The collector's own come last: they are written when it starts.
    const names = async () => (await ask('SHOW MEASUREMENTS')).map(([name]) => String(name));
    const all = MEASUREMENTS.map(({ name }) => name);
    await expect.poll(names, { timeout: 10_000 }).toEqual(expect.arrayContaining(all));
    const own = () => ask(`SELECT LAST("uptime") FROM "collector" WHERE "agent" = 'collector'`);
    await expect.poll(own, { timeout: 10_000 }).toHaveLength(1);
  });

  it.each(Object.entries(DASHBOARDS))(
    '%s: menus fill one another, and every panel has something to show',
    async (_, dashboard) => {
      const values = new Map<string, string[]>();
      for (const [index, { of, query }] of variableQueries(dashboard).entries()) {
        const variable = dashboard.variables[index]!;
        const lines = (await ask(filled(query, values, range))).map((row) => String(row[1]));
        const found = valuesOf(variable, lines);
        expect(found, of).not.toEqual([]);
        values.set(variable.name, found);
      }
      for (const { of, query } of panelQueries(dashboard)) {
        const rows = await ask(filled(query, values, range));
        // A state that no site has is counted nowhere.
        if (!/WHERE "code" = [0-3]\b/.test(query) && !/AND "code" = [0-3]\b/.test(query))
          expect(rows, of).not.toEqual([]);
      }
    },
  );

  it('a district chosen leaves the sites of that district', async () => {
    const site = DASHBOARDS.site!.variables.find(({ name }) => name === 'site')!;
    const chosen = new Map([
      ['district', ['Huyện Mù Căng Chải']],
      ['commune', ['-', 'Xã Chế Cu Nha']],
    ]);
    const lines = (await ask(filled(site.query, chosen, range))).map((row) => String(row[1]));
    expect(valuesOf(site, lines).sort()).toEqual(['mu-cang-chai', 'mu-cang-chai-che-cu-nha']);
  });
});
