/** Line protocol over HTTP until it is durable: our collector beside InfluxDB 1.x. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoConfigPath } from '../../../config/load.ts';
import { formatPoints } from '../../../model/line-protocol.ts';
import type { Point } from '../../../model/point.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { measureProcess } from '../measure.ts';
import { type MeasuredServer, startCollector, startInfluxdb } from '../servers.ts';

const SITES = 105;
const LINES_PER_SITE = 10;
const FIELDS = 8;
const BATCHES = 120;
const PERIOD_MS = 30_000;
const START_MS = Date.UTC(2026, 0, 1);

/** Counters that grow and gauges that wander, as interfaces have them; the same in every run. */
function batch(number: number): string {
  const points: Point[] = [];
  for (let site = 0; site < SITES; site++) {
    for (let line = 0; line < LINES_PER_SITE; line++) {
      const seed = (site * 31 + line * 17 + number * 7) % 1_000;
      const fields: Record<string, number> = {};
      for (let field = 0; field < FIELDS; field++) {
        fields[`field_${field}`] = field < 4 ? number * (1_000 + seed) + field : (seed * (field + 1)) / 10;
      }
      const tags = { site: `site-${site}`, agent: 'core', device: `device-${site}`, ifName: `port${line}` };
      points.push({ measurement: 'interface', tags, fields, timeMs: START_MS + number * PERIOD_MS });
    }
  }
  return formatPoints(points);
}

async function write(
  url: string,
  headers: Record<string, string>,
  batches: readonly string[],
): Promise<void> {
  for (const body of batches) {
    const answer = await fetch(url, { method: 'POST', headers, body });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  }
}

async function measure(
  server: MeasuredServer,
  url: string,
  headers: Record<string, string>,
  batches: readonly string[],
) {
  const before = measureProcess(server).cpuSeconds;
  const startMs = performance.now();
  await write(url, headers, batches);
  const wallMs = performance.now() - startMs;
  const { cpuSeconds, peakRssMb } = measureProcess(server);
  const values = batches.length * SITES * LINES_PER_SITE * FIELDS;
  return {
    figures: {
      values_per_s: values / (wallMs / 1_000),
      values_per_cpu_s: values / Math.max(0.01, cpuSeconds - before),
      peak_rss_mb: peakRssMb,
      bytes_per_value: server.diskBytes() / values,
    },
  };
}

function ours(batches: readonly string[]): Subject {
  return {
    name: 'canhmang',
    async run() {
      const server = await startCollector(demoConfigPath());
      try {
        const token = readFileSync(join(server.data, 'agents', 'core', 'token'), 'utf8').trim();
        return await measure(
          server,
          `${server.url}/api/v2/write`,
          { authorization: `Token ${token}` },
          batches,
        );
      } finally {
        await server.close();
      }
    },
  };
}

function influxdb(batches: readonly string[]): Subject {
  return {
    name: 'influxdb',
    async run() {
      const server = await startInfluxdb();
      try {
        return await measure(server, `${server.url}/write?db=bench`, {}, batches);
      } finally {
        await server.close();
      }
    },
  };
}

export const bench: BenchCase = {
  name: 'ingest',
  describes: `${BATCHES} batches of ${SITES * LINES_PER_SITE * FIELDS} values over HTTP, each acknowledged when durable`,
  rounds: 5,
  ratios: [
    ['canhmang', 'influxdb', 'values_per_s'],
    ['canhmang', 'influxdb', 'values_per_cpu_s'],
    ['canhmang', 'influxdb', 'peak_rss_mb'],
  ],
  async prepare() {
    // Asked for once, so that the case is refused before anything is measured.
    const peer = await startInfluxdb();
    await peer.close();
    const batches = Array.from({ length: BATCHES }, (_, number) => batch(number));
    return { subjects: [ours(batches), influxdb(batches)] };
  },
};
