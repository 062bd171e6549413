/** Line protocol over HTTP until it is durable: our collector beside InfluxDB 1.x. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { demoConfigPath } from '../../../config/load.ts';
import { formatPoints } from '../../../model/line-protocol.ts';
import type { Point } from '../../../model/point.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { measureProcess } from '../measure.ts';
import { folderBytes, type MeasuredServer, startCollector, startInfluxdb } from '../servers.ts';

const SITES = 105;
const LINES_PER_SITE = 10;
const FIELDS = 8;
/** Five million values. */
const BATCHES = 612;
/** What may stay in memory when all has been written: less than the store writes at a time, or twice that. */
const BATCHES_IN_MEMORY = 100;
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

/** @returns how long each batch took to be acknowledged, milliseconds. */
async function write(
  url: string,
  headers: Record<string, string>,
  batches: readonly string[],
): Promise<number[]> {
  const tookMs: number[] = [];
  for (const body of batches) {
    const startMs = performance.now();
    const answer = await fetch(url, { method: 'POST', headers, body });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
    tookMs.push(performance.now() - startMs);
  }
  return tookMs;
}

/** @param settled returns when what was written is in files, as far as it will be. */
async function measure(
  server: MeasuredServer,
  request: { readonly url: string; readonly headers: Record<string, string> },
  batches: readonly string[],
  settled: () => Promise<void>,
) {
  const before = measureProcess(server).cpuSeconds;
  const startMs = performance.now();
  const tookMs = (await write(request.url, request.headers, batches)).sort((one, other) => one - other);
  const wallMs = performance.now() - startMs;
  await settled();
  const { cpuSeconds, peakRssMb } = measureProcess(server);
  const values = batches.length * SITES * LINES_PER_SITE * FIELDS;
  return {
    values_per_s: values / (wallMs / 1_000),
    values_per_cpu_s: values / Math.max(0.01, cpuSeconds - before),
    peak_rss_mb: peakRssMb,
    acknowledged_p99_ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0,
    acknowledged_max_ms: tookMs.at(-1) ?? 0,
  };
}

/** Returns when the collector's store has all but the last batches in files. */
async function untilStored(url: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const position = Number(/^canhmang_store_position (\d+)/m.exec(metrics)?.[1] ?? 0);
    if (position >= BATCHES - BATCHES_IN_MEMORY) return;
    await setTimeout(100);
  }
}

function ours(batches: readonly string[]): Subject {
  return {
    name: 'canhmang',
    async run() {
      const server = await startCollector(demoConfigPath());
      try {
        const token = readFileSync(join(server.data, 'agents', 'core', 'token'), 'utf8').trim();
        const request = { url: `${server.url}/api/v2/write`, headers: { authorization: `Token ${token}` } };
        const figures = await measure(server, request, batches, () => untilStored(server.url));
        // The ingest log gives up its segments by the minute, whatever their number.
        const values = BATCHES * SITES * LINES_PER_SITE * FIELDS;
        return {
          figures: { ...figures, bytes_per_value: folderBytes(join(server.data, 'metrics')) / values },
        };
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
        const request = { url: `${server.url}/write?db=bench`, headers: {} };
        const figures = await measure(server, request, batches, async () => {});
        const values = BATCHES * SITES * LINES_PER_SITE * FIELDS;
        return { figures: { ...figures, bytes_per_value: server.diskBytes() / values } };
      } finally {
        await server.close();
      }
    },
  };
}

export const bench: BenchCase = {
  name: 'ingest',
  describes: `${BATCHES} batches of ${SITES * LINES_PER_SITE * FIELDS} values over HTTP, each acknowledged when durable`,
  rounds: 2,
  ratios: [
    ['canhmang', 'influxdb', 'values_per_s'],
    ['canhmang', 'influxdb', 'values_per_cpu_s'],
    ['canhmang', 'influxdb', 'peak_rss_mb'],
    ['influxdb', 'canhmang', 'values_per_cpu_s'],
  ],
  limits: [
    { ratioOf: ['influxdb', 'canhmang', 'values_per_cpu_s'], atMost: 1 / 1.5 },
    { subject: 'canhmang', figure: 'bytes_per_value', atMost: 3.5 },
    { subject: 'canhmang', figure: 'peak_rss_mb', atMost: 350 },
    { subject: 'canhmang', figure: 'acknowledged_p99_ms', atMost: 1_500 },
  ],
  async prepare() {
    // Asked for once, so that the case is refused before anything is measured.
    const peer = await startInfluxdb();
    await peer.close();
    const batches = Array.from({ length: BATCHES }, (_, number) => batch(number));
    return { subjects: [ours(batches), influxdb(batches)] };
  },
};
