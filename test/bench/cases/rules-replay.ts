/** What a person waits for who tries rules on the past, and what the collector's other work has to wait meanwhile. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import { replayWithin } from '../../../collector/rules/bounded-replay.ts';
import { judgedBy } from '../../../collector/rules/subjects.ts';
import { DAY_MS } from '../../../collector/store/embedded/part.ts';
import { EmbeddedStore } from '../../../collector/store/embedded/store.ts';
import { loadRules } from '../../../config/rules.ts';
import type { BenchCase, Figures } from '../bench-case.ts';
import { forgetPeak, measureCall, measureProcess } from '../measure.ts';
import { makeProvinceDay, provinceOf } from '../province-day.ts';

const SITES = 105;
const START_MS = Date.UTC(2026, 0, 5);
const KEEP = { rawMs: 90 * DAY_MS, rollUpsMs: 5 * 365 * DAY_MS };
const HOUR_MS = 3_600_000;
/** A folder in which the day is kept for the next run: making it takes a minute. */
const KEPT = process.env.CANHMANG_BENCH_DAY;
const RESOLUTION_MS = 1;

const RULES = loadRules(undefined);
const JUDGED = judgedBy(provinceOf(SITES), new Map());

async function played(name: string, store: EmbeddedStore, fromMs: number, toMs: number): Promise<Figures> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const { result, cost } = await measureCall(() => {
    delays.enable();
    return replayWithin({
      rules: RULES,
      store,
      judgedOf: JUDGED,
      stateAt: () => 'up',
      timeZone: 'Asia/Ho_Chi_Minh',
      language: 'vi',
      fromMs,
      toMs,
      mayGoOn: () => true,
    });
  });
  delays.disable();
  return {
    [`${name}_ms`]: cost.wall_ms,
    [`${name}_cpu_ms`]: cost.cpu_ms,
    [`${name}_points`]: result.replay.points,
    [`${name}_raised`]: result.replay.raised.length,
    [`${name}_longest_pause_ms`]: delays.max / 1e6 - RESOLUTION_MS,
  };
}

export const bench: BenchCase = {
  name: 'rules-replay',
  describes: `${SITES} sites as the default probes measure them, a merged day: the rules that ship over its noon hour and over all of it`,
  rounds: 3,
  ratios: [],
  limits: [
    { subject: 'replay', figure: 'hour_ms', atMost: 1_000 },
    { subject: 'replay', figure: 'day_ms', atMost: 15_000 },
    { subject: 'replay', figure: 'hour_longest_pause_ms', atMost: 50 },
    { subject: 'replay', figure: 'day_longest_pause_ms', atMost: 50 },
    { subject: 'replay', figure: 'peak_rss_mb', atMost: 700 },
  ],
  async prepare() {
    const folder = KEPT ?? mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'metrics.duckdb');
    if (!existsSync(path)) await makeProvinceDay(path, SITES, START_MS);
    forgetPeak();
    const logger = pino({ level: 'silent' });
    const now = () => START_MS + DAY_MS;
    const store = await EmbeddedStore.open({ path, logger, keep: KEEP, now });
    const noonMs = START_MS + DAY_MS / 2;
    const run = async () => ({
      figures: {
        ...(await played('hour', store, noonMs, noonMs + HOUR_MS)),
        ...(await played('day', store, START_MS, START_MS + DAY_MS)),
        peak_rss_mb: measureProcess(process).peakRssMb,
      },
    });
    return {
      subjects: [{ name: 'replay', run }],
      async close() {
        await store.close();
        if (KEPT === undefined) rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
