/** Questions to the embedded store over months, each with its limit, and the same ones to InfluxDB 1.x. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { DAY_MS } from '../../../collector/store/embedded/part.ts';
import { EmbeddedStore } from '../../../collector/store/embedded/store.ts';
import type { BenchCase, Figures, Subject } from '../bench-case.ts';
import { measureProcess } from '../measure.ts';
import { FIELDS, LINES_PER_SITE, makeMonths, PERIOD_MS, SITES } from '../months.ts';
import { askInfluxdb, copyMonths, timeOf } from '../months-influxdb.ts';
import { folderBytes, type MeasuredServer, startInfluxdb } from '../servers.ts';

const RAW_DAYS = 30;
const ROLL_UP_DAYS = 365;
const START_MS = Date.UTC(2026, 0, 1);
const KEEP = { rawMs: 90 * DAY_MS, rollUpsMs: 5 * 365 * DAY_MS };
const END_MS = START_MS + RAW_DAYS * DAY_MS;
const MONTH = { fromMs: START_MS, toMs: END_MS };
const YEAR = { fromMs: END_MS - ROLL_UP_DAYS * DAY_MS, toMs: END_MS };
const BUCKETS = 500;
const PORT = 'port3';
/** Ports that InfluxDB has too: writing all ten takes it half an hour. Its figures are of that much less data. */
const PEER_PORTS = Number(process.env.CANHMANG_BENCH_PEER_PORTS ?? 1);
/** A folder in which the months are kept for the next run: making them takes five minutes. */
const KEPT = process.env.CANHMANG_BENCH_MONTHS;

/** Wall time, and processor time of all threads of the process that answers. */
async function timed(
  name: string,
  server: { readonly pid?: number },
  work: () => Promise<unknown> | unknown,
): Promise<Figures> {
  const cpuBefore = measureProcess(server).cpuSeconds;
  const startMs = performance.now();
  await work();
  const wallMs = performance.now() - startMs;
  return {
    [`${name}_ms`]: wallMs,
    [`${name}_cpu_ms`]: (measureProcess(server).cpuSeconds - cpuBefore) * 1_000,
  };
}

/** Another site and day each time: what is measured is the disk's and the store's work, not what is cached. */
function placeOf(round: number) {
  const fromMs = START_MS + ((round * 5) % RAW_DAYS) * DAY_MS;
  return { site: `site-${(round * 7) % SITES}`, day: { fromMs, toMs: fromMs + DAY_MS } };
}

function ours(store: EmbeddedStore, bytesPerValue: number): Subject {
  let round = 0;
  const p95 = (field: string, tags: Record<string, string>) => () =>
    store.summary({ measurement: 'interface', field, tags, ...MONTH, by: 'site', figure: 'p95' });
  return {
    name: 'canhmang',
    async run() {
      const { site, day } = placeOf(++round);
      const one = {
        measurement: 'interface',
        field: 'field_5',
        tags: { site, ifName: PORT },
        buckets: BUCKETS,
      };
      const figures: Figures = {
        ...(await timed('latest_of_all', process, () => store.latest('interface', {}))),
        ...(await timed('day_to_500_buckets', process, () => store.series({ ...one, ...day }))),
        ...(await timed('year_to_500_buckets', process, () => store.series({ ...one, ...YEAR }))),
        ...(await timed('p95_month_one_port', process, p95('field_6', { ifName: PORT }))),
        ...(await timed('p95_month_all_ports', process, p95('field_6', {}))),
        ...(await timed('p95_month_all_ports_traffic', process, p95('field_7', {}))),
      };
      const { peakRssMb } = measureProcess(process);
      return { figures: { ...figures, peak_rss_mb: peakRssMb, bytes_per_value: bytesPerValue } };
    },
  };
}

function influxdb(server: MeasuredServer): Subject {
  let round = 0;
  const ask = (question: string) => () => askInfluxdb(server.url, question);
  const p95 = (field: string, where: string) =>
    ask(`select percentile(${field}, 95) from interface where ${where}${timeOf(MONTH)} group by site`);
  return {
    name: 'influxdb',
    async run() {
      const { site, day } = placeOf(++round);
      const isOne = `site = '${site}' and ifName = '${PORT}'`;
      const buckets = ({ fromMs, toMs }: typeof day) =>
        `group by time(${Math.ceil((toMs - fromMs) / BUCKETS)}ms)`;
      const figures: Figures = {
        ...(await timed('latest_of_all', server, ask('select last(field_5) from interface group by *'))),
        ...(await timed(
          'day_to_500_buckets',
          server,
          ask(
            `select mean(field_5), min(field_5), max(field_5) from interface where ${isOne} and ${timeOf(day)} ${buckets(day)}`,
          ),
        )),
        ...(await timed(
          'year_to_500_buckets',
          server,
          ask(
            `select mean(average), min(minimum), max(maximum) from hours where ${isOne} and ${timeOf(YEAR)} ${buckets(YEAR)}`,
          ),
        )),
        ...(await timed('p95_month_one_port', server, p95('field_6', `ifName = '${PORT}' and `))),
        ...(PEER_PORTS < LINES_PER_SITE
          ? {}
          : {
              ...(await timed('p95_month_all_ports', server, p95('field_6', ''))),
              ...(await timed('p95_month_all_ports_traffic', server, p95('field_7', ''))),
            }),
      };
      return { figures: { ...figures, peak_rss_mb: measureProcess(server).peakRssMb } };
    },
  };
}

const SHARED = [
  'latest_of_all_ms',
  'day_to_500_buckets_ms',
  'year_to_500_buckets_ms',
  'p95_month_one_port_ms',
];

export const bench: BenchCase = {
  name: 'reads-months',
  describes: `${RAW_DAYS} days of ${SITES * LINES_PER_SITE * FIELDS} series at ${PERIOD_MS / 1_000} s and a year of their hours; InfluxDB has ${PEER_PORTS} of ${LINES_PER_SITE} ports and 3 of ${FIELDS} fields of them`,
  rounds: 5,
  ratios: SHARED.map((figure) => ['canhmang', 'influxdb', figure] as const),
  limits: [
    { subject: 'canhmang', figure: 'latest_of_all_ms', atMost: 50 },
    { subject: 'canhmang', figure: 'day_to_500_buckets_ms', atMost: 50 },
    { subject: 'canhmang', figure: 'year_to_500_buckets_ms', atMost: 200 },
    { subject: 'canhmang', figure: 'p95_month_one_port_ms', atMost: 1_500 },
    { subject: 'canhmang', figure: 'p95_month_all_ports_ms', atMost: 1_500 },
    { subject: 'canhmang', figure: 'p95_month_all_ports_traffic_ms', atMost: 1_500 },
  ],
  async prepare() {
    const folder = KEPT ?? mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'metrics.duckdb');
    if (!existsSync(path))
      await makeMonths(path, { startMs: START_MS, rawDays: RAW_DAYS, rollUpDays: ROLL_UP_DAYS });
    const peer = await startInfluxdb();
    const ports = Array.from({ length: PEER_PORTS }, (_, number) => `port${(number + 3) % LINES_PER_SITE}`);
    await copyMonths(path, peer.url, ports);
    const values = (RAW_DAYS * DAY_MS * SITES * LINES_PER_SITE * FIELDS) / PERIOD_MS;
    const bytesPerValue = folderBytes(join(folder, 'metrics', 'raw')) / values;
    const logger = pino({ level: 'silent' });
    const store = await EmbeddedStore.open({ path, logger, keep: KEEP, now: () => END_MS });
    return {
      subjects: [ours(store, bytesPerValue), influxdb(peer)],
      async close() {
        await store.close();
        await peer.close();
        if (KEPT === undefined) rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
