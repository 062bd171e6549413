/**
 * Roll-ups on a server, so that years are read fast and kept small. We make them, the same on all servers: an
 * hour that has ended is read, rolled up and written. An hour that gets points later, because a site was cut off,
 * is done again as a whole.
 */
import type { Point } from '../../../model/point.ts';
import type { MetricStore, Selection, Series, SeriesQuery } from '../metric-store.ts';
import { bucketWidthMs } from './buckets.ts';
import { keyOf } from './groups.ts';
import type { RolledSeries, RollupTier } from './rolled.ts';
import { bucketRolled, HOUR_MS, RollingUp, TIERS } from './rolled.ts';
import { readLeftHours, readRollupState, writeRollupState } from './rollup-state.ts';

const DAY_MS = 24 * HOUR_MS;
/** Points of the hour that has just ended are still on their way. */
const GRACE_MS = 2 * 60_000;
/** A shorter range is read from raw values as long as they are there. */
const RAW_RANGE_MS = 2 * DAY_MS;
/** Hours that are rolled up in one go, so that a year's import does not keep the server busy. */
const HOURS_AT_ONCE = 48;
/** Roll-ups that are written in one request. */
const POINTS_AT_ONCE = 2_000;

/**
 * Writes roll-ups of one measurement; they stand for those that were there.
 * @param points at the starts of their intervals, the figures as fields (FIGURE_PREFIX).
 * @throws StoreAway
 */
export type WriteRollups = (tier: RollupTier, points: readonly Point[]) => Promise<void>;

/** Where roll-ups are kept on a server. */
export interface RollupPlace {
  /** Begins an hour, also one that was rolled up before: what has to be asked about it is asked here, once. @throws StoreAway */
  begin(hourMs: number): Promise<WriteRollups>;
  /** @throws StoreAway */
  read(tier: RollupTier, selection: Selection): Promise<RolledSeries[]>;
}

/** What roll-ups are made of. `points` has to give all values of a series in a row. */
export type RollupSource = Pick<MetricStore, 'measurements' | 'extent' | 'points' | 'series'> & {
  readonly identity: string;
  readonly rollups: RollupPlace;
};

export interface RollupSettings {
  /** File that remembers which hours have to be rolled up; its folder exists. */
  readonly path: string;
  /** How long raw values are there, milliseconds. */
  readonly keepRawMs: number;
  /** A command beside the collector only notes the hours, in a file of its own. */
  readonly isVisitor: boolean;
}

/** What is read from roll-ups, and the recent part that is not rolled up yet. */
export interface RollupPlan {
  readonly tier: RollupTier;
  readonly rolled: SeriesQuery;
  readonly raw: SeriesQuery | undefined;
}

const hourOf = (timeMs: number) => Math.floor(timeMs / HOUR_MS) * HOUR_MS;

export class Rollups {
  readonly #source: RollupSource;
  readonly #settings: RollupSettings;
  /** Starts of the hours with points that are not rolled up. */
  readonly #hours = new Set<number>();
  /** Hours whose roll-ups the server has answered for but could still lose. */
  readonly #unsure = new Set<number>();
  #rolledUntilMs = 0;
  #isLoaded = false;
  #isKnown = false;
  #isStopped = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(source: RollupSource, settings: RollupSettings) {
    this.#source = source;
    this.#settings = settings;
  }

  async load(): Promise<void> {
    if (this.#isLoaded) return;
    const state = await readRollupState(this.#settings.path, this.#source.identity);
    for (const hour of state?.hours ?? []) this.#hours.add(hour);
    this.#rolledUntilMs = state?.rolledUntilMs ?? 0;
    this.#isKnown = state !== undefined;
    this.#isLoaded = true;
  }

  #save(): Promise<void> {
    this.#saving = this.#saving
      .catch(() => undefined)
      .then(() =>
        writeRollupState(this.#settings.path, {
          store: this.#source.identity,
          hours: [...this.#hours, ...this.#unsure],
          rolledUntilMs: this.#rolledUntilMs,
        }),
      );
    return this.#saving;
  }

  /** Notes the hours of points, before they are sent: durable when it returns. */
  async touch(points: readonly Point[]): Promise<void> {
    const known = this.#hours.size;
    for (const { timeMs } of points) this.#hours.add(hourOf(timeMs));
    // A state that was never read is not written over: it knows of hours that nobody else does.
    if (this.#hours.size > known && this.#isLoaded && (this.#isKnown || this.#settings.isVisitor))
      await this.#save();
  }

  /**
   * Rolls up the hours that have ended and got points, the oldest first.
   * @returns whether there are more than are done in one go.
   * @throws StoreAway
   */
  async run(nowMs: number): Promise<{ done: number[]; isMore: boolean }> {
    await this.load();
    if (!this.#isKnown) await this.#noteEverything(nowMs);
    const left = await readLeftHours(this.#settings.path, this.#source.identity);
    for (const hour of left.hours) this.#hours.add(hour);
    await this.#save();
    await left.forget();
    const ended = hourOf(nowMs - GRACE_MS);
    const firstMs = nowMs - this.#settings.keepRawMs + HOUR_MS;
    // Of an hour that is partly gone the roll-ups of the whole are kept.
    for (const hour of this.#hours) if (hour < firstMs) this.#hours.delete(hour);
    const due = [...this.#hours].filter((hour) => hour < ended).sort((one, other) => one - other);
    const measurements = due.length > 0 ? await this.#source.measurements() : [];
    const done: number[] = [];
    for (const hour of due.slice(0, HOURS_AT_ONCE)) {
      if (this.#isStopped) break;
      // First, so that points which come meanwhile have it done again.
      this.#hours.delete(hour);
      this.#unsure.add(hour);
      try {
        const write = await this.#source.rollups.begin(hour);
        for (const measurement of measurements) await this.#rollUp(measurement, hour, write);
      } catch (error) {
        this.again([hour]);
        throw error;
      }
      done.push(hour);
    }
    const isMore = due.length > done.length;
    if (!isMore) this.#rolledUntilMs = ended;
    return { done, isMore };
  }

  /** The hour under way is the last. */
  stop(): void {
    this.#isStopped = true;
  }

  /** The roll-ups of these hours are stored for good. */
  async confirm(hours: readonly number[]): Promise<void> {
    for (const hour of hours) this.#unsure.delete(hour);
    await this.#save();
  }

  /** The server may have lost the roll-ups of these hours. */
  again(hours: readonly number[]): void {
    for (const hour of hours) {
      this.#unsure.delete(hour);
      this.#hours.add(hour);
    }
  }

  /** A store that was filled without us, or whose state is lost: all of its hours are to be done. */
  async #noteEverything(nowMs: number): Promise<void> {
    for (const measurement of await this.#source.measurements()) {
      const extent = await this.#source.extent(measurement);
      if (!extent) continue;
      const fromMs = Math.max(extent.fromMs, nowMs - this.#settings.keepRawMs);
      for (let hour = hourOf(fromMs); hour < Math.min(extent.toMs, nowMs); hour += HOUR_MS)
        this.#hours.add(hour);
    }
    this.#isKnown = true;
  }

  async #rollUp(measurement: string, hourMs: number, writeRollups: WriteRollups): Promise<void> {
    const waiting = TIERS.map((tier) => ({ tier, points: [] as Point[] }));
    const write = async (atLeast: number) => {
      for (const batch of waiting) {
        if (batch.points.length < atLeast) continue;
        await writeRollups(batch.tier, batch.points);
        batch.points = [];
      }
    };
    let current: { tags: Point['tags']; key: string; values: RollingUp } | undefined;
    const finish = async () => {
      for (const [index, points] of (current?.values.finish() ?? []).entries())
        waiting[index]?.points.push(...points.filter(({ fields }) => Object.keys(fields).length > 0));
      await write(POINTS_AT_ONCE);
    };
    const range = { fromMs: hourMs, toMs: hourMs + HOUR_MS };
    for await (const points of this.#source.points(measurement, range)) {
      for (const point of points) {
        // Most points of a piece share their tags as one object.
        if (point.tags !== current?.tags) {
          const key = keyOf(point.tags);
          if (key !== current?.key) {
            await finish();
            current = { tags: point.tags, key, values: new RollingUp(point) };
          }
        }
        current?.values.add(point);
      }
    }
    await finish();
    await write(1);
  }

  /** @returns `undefined` when raw values are to be read: few enough, or fine enough, and still there. */
  plan(query: SeriesQuery): RollupPlan | undefined {
    const widthMs = bucketWidthMs(query);
    const isGone = query.fromMs < this.#rolledUntilMs - this.#settings.keepRawMs;
    const isLong = query.toMs - query.fromMs > RAW_RANGE_MS && !query.also?.includes('p95');
    if (!isGone && !isLong) return undefined;
    const tier = TIERS.find(({ everyMs }) => everyMs <= widthMs) ?? (isGone ? TIERS.at(-1) : undefined);
    if (!tier) return undefined;
    // No bucket is told from both.
    const rolledBuckets = Math.floor((this.#rolledUntilMs - query.fromMs) / widthMs);
    if (rolledBuckets <= 0) return undefined;
    if (rolledBuckets >= query.buckets) return { tier, rolled: query, raw: undefined };
    const edgeMs = query.fromMs + rolledBuckets * widthMs;
    const raw = { ...query, fromMs: edgeMs, buckets: query.buckets - rolledBuckets };
    return { tier, rolled: { ...query, toMs: edgeMs, buckets: rolledBuckets }, raw };
  }

  /** The answer to a query, from roll-ups where they serve. @throws StoreAway */
  async series(query: SeriesQuery): Promise<Series[]> {
    const plan = this.plan(query);
    if (!plan) return this.#source.series(query);
    const { tier, rolled, raw } = plan;
    const [past, recent] = await Promise.all([
      this.#source.rollups.read(tier, rolled),
      raw ? this.#source.series(raw) : [],
    ]);
    const recentByKey = new Map(recent.map((series) => [keyOf(series.tags), series]));
    const found = past.map(({ tags, intervals }): Series => {
      const rest = recentByKey.get(keyOf(tags))?.buckets ?? [];
      recentByKey.delete(keyOf(tags));
      return { tags, buckets: [...bucketRolled(intervals, tier, rolled), ...rest] };
    });
    return [...found, ...recentByKey.values()];
  }
}
