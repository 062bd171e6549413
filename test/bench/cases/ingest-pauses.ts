/** How long writers wait, and the event loop stands still, while the embedded store does its heaviest work. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { Ingest } from '../../../collector/ingest/ingest.ts';
import { NewSeriesLimit } from '../../../collector/ingest/new-series.ts';
import { DAY_MS } from '../../../collector/store/embedded/part.ts';
import { EmbeddedStore } from '../../../collector/store/embedded/store.ts';
import { formatPoints } from '../../../model/line-protocol.ts';
import type { BenchCase, Figures } from '../bench-case.ts';
import { FIELDS, LINES_PER_SITE, makeMonths, SITES } from '../months.ts';

const START_MS = Date.UTC(2026, 0, 1);
const RAW_DAYS = 2;
const END_MS = START_MS + RAW_DAYS * DAY_MS;
/** The first day is over long enough to be merged and rolled up; its raw values go then. */
const NOW_MS = END_MS + 2 * 3_600_000;
const KEEP = { rawMs: DAY_MS, rollUpsMs: 5 * 365 * DAY_MS };
const YEAR = { fromMs: END_MS - 365 * DAY_MS, toMs: END_MS };
/** All series of the province, ten times a second: three hundred times what it measures. */
const EVERY_MS = 100;
const QUIET_MS = 5_000;
/** Questions asked at once: more than there are threads for files and questions together. */
const CROWD = 8;
const RESOLUTION_MS = 5;
const NS_PER_MS = 1e6;

/** One value of every series, at a time. */
function batch(timeMs: number): Buffer {
  const points = Array.from({ length: SITES * LINES_PER_SITE }, (_, line) => {
    const site = Math.floor(line / LINES_PER_SITE);
    const tags = { site: `site-${site}`, agent: 'core', ifName: `port${line % LINES_PER_SITE}` };
    const values = Array.from({ length: FIELDS }, (_, field) => [
      `field_${field}`,
      (line * field + timeMs) % 997,
    ]);
    return { measurement: 'interface', tags, fields: Object.fromEntries(values), timeMs };
  });
  return Buffer.from(formatPoints(points));
}

/** Writes batches while work is done. @returns the longest waits, milliseconds. */
async function whileWriting(ingest: Ingest, name: string, work: () => Promise<unknown>): Promise<Figures> {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let isOver = false;
  let longestMs = 0;
  const writing = (async () => {
    for (let number = 0; !isOver; number++) {
      const body = batch(NOW_MS + number);
      // What it takes to make a batch is not the collector's.
      await pause(1);
      const startMs = performance.now();
      await ingest.accept(body, 'ns', undefined);
      longestMs = Math.max(longestMs, performance.now() - startMs);
      await pause(EVERY_MS);
    }
  })();
  loop.enable();
  const startMs = performance.now();
  await work();
  const tookMs = performance.now() - startMs;
  isOver = true;
  await writing;
  loop.disable();
  return {
    [`${name}_took_ms`]: tookMs,
    [`${name}_longest_acknowledgement_ms`]: longestMs,
    [`${name}_longest_stand_still_ms`]: loop.max / NS_PER_MS,
  };
}

async function measure(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
  const path = join(folder, 'metrics.duckdb');
  await makeMonths(path, { startMs: START_MS, rawDays: RAW_DAYS, rollUpDays: 365, isFresh: true });
  const logger = pino({ level: 'silent' });
  const store = await EmbeddedStore.open({ path, logger, keep: KEEP, now: () => NOW_MS });
  const ingest = await Ingest.open({
    directory: join(folder, 'log'),
    followed: 0,
    marks: [],
    maxLogBytes: Number.POSITIVE_INFINITY,
    newSeries: new NewSeriesLimit({ perDay: 1_000_000, monotonicMs: () => performance.now(), logger }),
    consume: ({ sequence, points }) => store.write(sequence, points),
    now: () => NOW_MS,
    logger,
  });
  const all = { measurement: 'interface', tags: {} };
  const year = () => store.series({ ...all, field: 'field_5', ...YEAR, buckets: 500 });
  const p95 = (number: number) =>
    store.summary({
      ...all,
      field: `field_${number % FIELDS}`,
      fromMs: START_MS,
      toMs: END_MS,
      by: 'site',
      figure: 'p95',
    });
  const figures = {
    ...(await whileWriting(ingest, 'quiet', () => pause(QUIET_MS))),
    ...(await whileWriting(ingest, 'flush', () => store.flush())),
    ...(await whileWriting(ingest, 'year_of_a_field', year)),
    ...(await whileWriting(ingest, 'crowd', () =>
      Promise.all(Array.from({ length: CROWD }, (_, number) => p95(number))),
    )),
    // Merges the hours of a day, rolls it up, and removes what is too old.
    ...(await whileWriting(ingest, 'upkeep', () => store.upkeep())),
  };
  await ingest.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return figures;
}

const WORK = ['flush', 'year_of_a_field', 'crowd', 'upkeep'];

export const bench: BenchCase = {
  name: 'ingest-pauses',
  describes: `${SITES * LINES_PER_SITE * FIELDS} values ten times a second while a day is merged and rolled up, and months are asked for`,
  rounds: 1,
  warmUp: false,
  ratios: [],
  limits: WORK.flatMap((name) => [
    { subject: 'canhmang', figure: `${name}_longest_acknowledgement_ms`, atMost: 500 },
    { subject: 'canhmang', figure: `${name}_longest_stand_still_ms`, atMost: 500 },
  ]),
  async prepare() {
    return { subjects: [{ name: 'canhmang', run: async () => ({ figures: await measure() }) }] };
  },
};
