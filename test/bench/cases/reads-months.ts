/** Questions to the embedded store over months: each with its limit, while and while not values are written. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { DAY_MS } from '../../../collector/store/embedded/part.ts';
import { EmbeddedStore } from '../../../collector/store/embedded/store.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { measureProcess } from '../measure.ts';
import { FIELDS, LINES_PER_SITE, makeMonths, PERIOD_MS, SITES } from '../months.ts';
import { folderBytes } from '../servers.ts';

const RAW_DAYS = 30;
const ROLL_UP_DAYS = 365;
const START_MS = Date.UTC(2026, 0, 1);
const KEEP = { rawMs: 90 * DAY_MS, rollUpsMs: 5 * 365 * DAY_MS };
const END_MS = START_MS + RAW_DAYS * DAY_MS;

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function subject(store: EmbeddedStore, bytes: number): Subject {
  let round = 0;
  return {
    name: 'canhmang',
    async run() {
      // Another series and day each time: what is measured is the disk's and the store's work, not what is cached.
      const line = (++round * 7) % (SITES * LINES_PER_SITE);
      const tags = {
        site: `site-${Math.floor(line / LINES_PER_SITE)}`,
        ifName: `port${line % LINES_PER_SITE}`,
      };
      const one = { measurement: 'interface', field: 'field_5', tags, buckets: 500 };
      const day = START_MS + ((round * 5) % RAW_DAYS) * DAY_MS;
      const all = { measurement: 'interface', field: 'field_6', tags: {}, fromMs: START_MS, toMs: END_MS };
      const figures = {
        latest_of_all_ms: await timed(() => store.latest('interface', {})),
        day_to_500_buckets_ms: await timed(() => store.series({ ...one, fromMs: day, toMs: day + DAY_MS })),
        year_to_500_buckets_ms: await timed(() =>
          store.series({ ...one, fromMs: END_MS - ROLL_UP_DAYS * DAY_MS, toMs: END_MS }),
        ),
        p95_by_site_month_one_port_ms: await timed(() =>
          store.summary({ ...all, tags: { ifName: tags.ifName }, by: 'site', figure: 'p95' }),
        ),
        p95_by_site_month_all_ports_ms: await timed(() =>
          store.summary({ ...all, by: 'site', figure: 'p95' }),
        ),
      };
      const values = (RAW_DAYS * DAY_MS * SITES * LINES_PER_SITE * FIELDS) / PERIOD_MS;
      return {
        figures: {
          ...figures,
          peak_rss_mb: measureProcess(process).peakRssMb,
          bytes_per_value: bytes / values,
        },
      };
    },
  };
}

export const bench: BenchCase = {
  name: 'reads-months',
  describes: `${RAW_DAYS} days of ${SITES * LINES_PER_SITE * FIELDS} series at ${PERIOD_MS / 1_000} s, and a year of their hours`,
  rounds: 5,
  ratios: [],
  limits: [
    { subject: 'canhmang', figure: 'latest_of_all_ms', atMost: 50 },
    { subject: 'canhmang', figure: 'day_to_500_buckets_ms', atMost: 50 },
    { subject: 'canhmang', figure: 'year_to_500_buckets_ms', atMost: 200 },
    { subject: 'canhmang', figure: 'p95_by_site_month_one_port_ms', atMost: 1_500 },
  ],
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
    const path = join(folder, 'metrics.duckdb');
    await makeMonths(path, { startMs: START_MS, rawDays: RAW_DAYS, rollUpDays: ROLL_UP_DAYS });
    const bytes = folderBytes(join(folder, 'metrics', 'raw'));
    const logger = pino({ level: 'silent' });
    const store = await EmbeddedStore.open({ path, logger, keep: KEEP, now: () => END_MS });
    return {
      subjects: [subject(store, bytes)],
      async close() {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
