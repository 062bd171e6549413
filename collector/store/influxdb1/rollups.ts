/**
 * Roll-ups on InfluxDB 1.x, so that years are read fast and kept small. The server computes them (SELECT INTO),
 * we say for which hours: continuous queries look at the present only, and a site that was cut off sends its
 * points days later.
 */
import { readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Point } from '../../../model/point.ts';
import { numberOf } from '../influxql/answer.ts';
import type { InfluxqlClient } from '../influxql/client.ts';
import { name, where, within } from '../influxql/text.ts';
import type { Bucket, Series, SeriesQuery } from '../metric-store.ts';
import { bucketWidthMs } from '../server/buckets.ts';
import { keyOf } from '../server/groups.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Points of the hour that has just ended are still on their way. */
const GRACE_MS = 2 * 60_000;
/** A shorter range is read from raw values as long as they are there. */
const RAW_RANGE_MS = 2 * DAY_MS;
/** Hours that are rolled up in one go, so that a year's import does not keep the server busy. */
const HOURS_AT_ONCE = 48;

/** Beginning of the names of files that commands leave beside ours: hours that they have loaded points of. */
export const LEFT_ROLLUPS = 'store-rollups-left-';

interface RollupSettings {
  /** Milliseconds. */
  readonly keep_raw: number;
  readonly keep_rollups: number;
}

interface Policy {
  readonly name: string;
  readonly keepMs: number;
  readonly isDefault: boolean;
}

const TIERS = [
  { name: 'canhmang_1h', everyMs: HOUR_MS, every: '1h' },
  { name: 'canhmang_5m', everyMs: 5 * 60_000, every: '5m' },
] as const;
type Tier = (typeof TIERS)[number];

/** What is read from roll-ups, and the recent part that is not rolled up yet. */
export interface RollupPlan {
  readonly tier: Tier;
  readonly rolled: SeriesQuery;
  readonly raw: SeriesQuery | undefined;
}

const stateSchema = z.object({ hours: z.array(z.number()), rolledUntilMs: z.number() });

export class Rollups {
  readonly #client: Pick<InfluxqlClient, 'ask'>;
  readonly #path: string;
  readonly #keepRawMs: number;
  readonly policies: readonly Policy[];
  /** Starts of the hours with points that are not rolled up. */
  readonly #hours = new Set<number>();
  #rolledUntilMs = 0;
  #loaded = false;

  constructor(client: Pick<InfluxqlClient, 'ask'>, path: string, settings: RollupSettings) {
    this.#client = client;
    this.#path = path;
    this.#keepRawMs = settings.keep_raw;
    this.policies = [
      { name: 'canhmang_raw', keepMs: settings.keep_raw, isDefault: true },
      ...TIERS.map(({ name }) => ({ name, keepMs: settings.keep_rollups, isDefault: false })),
    ];
  }

  async load(): Promise<void> {
    if (this.#loaded) return;
    const text = await readFile(this.#path, 'utf8').catch(() => undefined);
    const state = text === undefined ? undefined : stateSchema.safeParse(JSON.parse(text)).data;
    for (const hour of state?.hours ?? []) this.#hours.add(hour);
    this.#rolledUntilMs = state?.rolledUntilMs ?? 0;
    this.#loaded = true;
  }

  async save(): Promise<void> {
    if (!this.#loaded) return;
    const state = { hours: [...this.#hours], rolledUntilMs: this.#rolledUntilMs };
    await writeFile(`${this.#path}.new`, JSON.stringify(state));
    await rename(`${this.#path}.new`, this.#path);
  }

  touch(points: readonly Point[]): void {
    for (const { timeMs } of points) this.#hours.add(Math.floor(timeMs / HOUR_MS) * HOUR_MS);
  }

  /** Rolls up the hours that have ended and got points, the oldest first. @throws StoreAway */
  async run(nowMs: number): Promise<void> {
    const left = await this.#takeLeft();
    const ended = Math.floor((nowMs - GRACE_MS) / HOUR_MS) * HOUR_MS;
    const due = [...this.#hours].filter((hour) => hour < ended).sort((one, other) => one - other);
    for (const hour of due.slice(0, HOURS_AT_ONCE)) {
      // First, so that points which come meanwhile have it done again.
      this.#hours.delete(hour);
      try {
        await this.#rollUp(hour);
      } catch (error) {
        this.#hours.add(hour);
        throw error;
      }
    }
    if (due.length <= HOURS_AT_ONCE) this.#rolledUntilMs = ended;
    await this.save();
    for (const path of left) await unlink(path);
  }

  /** @returns the files; they go when what they say is in ours. */
  async #takeLeft(): Promise<string[]> {
    const folder = dirname(this.#path);
    const names = (await readdir(folder)).filter(
      (name) => name.startsWith(LEFT_ROLLUPS) && name.endsWith('.json'),
    );
    const paths = names.map((name) => join(folder, name));
    for (const path of paths) {
      const state = stateSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
      for (const hour of state?.hours ?? []) this.#hours.add(hour);
    }
    return paths;
  }

  async #rollUp(hour: number): Promise<void> {
    const range = within({ fromMs: hour, toMs: hour + HOUR_MS });
    for (const tier of TIERS) {
      await this.#client.ask(
        `SELECT mean(*), min(*), max(*), count(*) INTO ${name(tier.name)}.:MEASUREMENT
         FROM ${name('canhmang_raw')}./.*/ WHERE ${range} GROUP BY time(${tier.every}), *`,
      );
    }
  }

  /** @returns `undefined` when raw values are to be read: few enough, or fine enough, and still there. */
  plan(query: SeriesQuery): RollupPlan | undefined {
    const widthMs = bucketWidthMs(query);
    const isGone = query.fromMs < this.#rolledUntilMs - this.#keepRawMs;
    const isLong = query.toMs - query.fromMs > RAW_RANGE_MS && !query.also?.includes('p95');
    if (!isGone && !isLong) return undefined;
    const tier = TIERS.find(({ everyMs }) => everyMs <= widthMs) ?? (isGone ? TIERS[1] : undefined);
    if (!tier) return undefined;
    // No bucket is told from both.
    const rolledBuckets = Math.floor((this.#rolledUntilMs - query.fromMs) / widthMs);
    if (rolledBuckets <= 0) return undefined;
    if (rolledBuckets >= query.buckets) return { tier, rolled: query, raw: undefined };
    const edgeMs = query.fromMs + rolledBuckets * widthMs;
    const raw = { ...query, fromMs: edgeMs, buckets: query.buckets - rolledBuckets };
    return { tier, rolled: { ...query, toMs: edgeMs, buckets: rolledBuckets }, raw };
  }

  /** @param recent series of the plan's raw part. */
  async series({ tier, rolled }: RollupPlan, recent: readonly Series[]): Promise<Series[]> {
    const widthMs = bucketWidthMs(rolled);
    const column = (figure: string) => name(`${figure}_${rolled.field}`);
    const from = `FROM ${name(tier.name)}.${name(rolled.measurement)} ${where(rolled)}`;
    const cut = `WHERE ${within(rolled)} GROUP BY time(${widthMs}ms, ${rolled.fromMs % widthMs}ms), * fill(none)`;
    const statements = [
      `SELECT sum(total) / sum(n), min(low), max(high) FROM (
         SELECT ${column('mean')} * ${column('count')} AS total, ${column('count')} AS n,
           ${column('min')} AS low, ${column('max')} AS high ${from} GROUP BY *) ${cut}`,
    ];
    if (rolled.also?.includes('rate')) {
      const steps = `SELECT non_negative_derivative(${column('max')}, 1s) AS step ${from} GROUP BY *`;
      statements.push(`SELECT mean(step) FROM (${steps}) ${cut}`);
    }
    const [values, rates] = await this.#client.ask(...statements);
    const rateOf = new Map<string, number>();
    for (const { tags, values } of rates?.series ?? []) {
      for (const [time, rate] of values) rateOf.set(`${keyOf(tags)} ${time}`, Number(rate));
    }
    const byKey = new Map(recent.map((series) => [keyOf(series.tags), series]));
    const found = (values?.series ?? []).map(({ tags, values }): Series => {
      const buckets = values.flatMap(([time, average, minimum, maximum]): Bucket[] => {
        const [mean, low, high] = [numberOf(average), numberOf(minimum), numberOf(maximum)];
        if (mean === undefined || low === undefined || high === undefined) return [];
        const ratePerS = rateOf.get(`${keyOf(tags)} ${time}`);
        const rate = ratePerS === undefined ? {} : { ratePerS };
        return [{ timeMs: Number(time), average: mean, minimum: low, maximum: high, ...rate }];
      });
      const rest = byKey.get(keyOf(tags))?.buckets ?? [];
      byKey.delete(keyOf(tags));
      return { tags, buckets: [...buckets, ...rest] };
    });
    return [...found, ...byKey.values()];
  }
}
