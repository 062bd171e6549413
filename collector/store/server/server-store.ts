/**
 * A metric store on a server. What is taken in waits in memory and is sent in order; a server that is away is
 * asked again and again, and once the memory's share is full the ingest log keeps the rest (feed.ts). The same
 * points again change nothing on a server, so that after a crash everything behind the position is sent again.
 */
import type { Logger } from 'pino';
import { reasonOf } from '../../../config/error.ts';
import type { Point } from '../../../model/point.ts';
import type { PointBlock } from '../../../model/point-block.ts';
import type {
  LatestValue,
  MetricStore,
  Series,
  SeriesName,
  SeriesQuery,
  Slice,
  StoreAbsence,
  StoreCapabilities,
  Summary,
  SummaryQuery,
  TimeRange,
  Walk,
} from '../metric-store.ts';
import { RequestTooLarge, StoreAway } from '../store-away.ts';
import { backoffMs } from './backoff.ts';
import { LatestValues } from './latest-values.ts';
import type { ServerLink } from './link.ts';
import { readPosition, writePosition } from './position-file.ts';
import { RefusalLog } from './refusal-log.ts';
import type { RollupSettings } from './rollups.ts';
import { Rollups } from './rollups.ts';
import { type QueuedBatch, SendQueue } from './send-queue.ts';
import { walkServer } from './walk.ts';

export interface ServerStoreOptions {
  readonly link: ServerLink;
  /** File for the position; its folder exists. */
  readonly positionPath: string;
  readonly rollups: RollupSettings;
  readonly now: () => number;
  readonly logger: Logger;
  /** Rejects when it is called off. */
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Points that wait in memory. */
  readonly maxQueuedPoints?: number;
}

/** About 50 MB with eight fields each. */
const MAX_QUEUED_POINTS = 50_000;
/** Series silent for longer than this begin without a latest value after a restart. */
const LATEST_WINDOW_MS = 24 * 3_600_000;
const MAINTAIN_EVERY_MS = 5 * 60_000;

export class ServerStore implements MetricStore {
  readonly #options: ServerStoreOptions;
  readonly #link: ServerLink;
  readonly #logger: Logger;
  readonly #queue: SendQueue;
  readonly #latest = new LatestValues();
  readonly #refusals: RefusalLog;
  readonly #rollups: Rollups;
  readonly #stop = new AbortController();
  #position: number;
  #savedPosition: number;
  #prepared = false;
  #away: StoreAbsence | undefined;
  #failures = 0;
  #retryAfterMs = 0;
  /** How often the server may have lost what it had answered for. */
  #losses = 0;
  #running: Promise<unknown> = Promise.resolve();
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: ServerStoreOptions, position: number) {
    this.#options = options;
    this.#link = options.link;
    this.#logger = options.logger;
    this.#position = position;
    this.#savedPosition = position;
    this.#queue = new SendQueue(position, options.maxQueuedPoints ?? MAX_QUEUED_POINTS);
    this.#refusals = new RefusalLog(options.logger);
    this.#rollups = new Rollups(options.link, options.rollups);
  }

  /** Opens at once, also when the server is away. */
  static async open(options: ServerStoreOptions): Promise<ServerStore> {
    const store = new ServerStore(options, await readPosition(options.positionPath, options.link.identity));
    await store.#rollups.load();
    await store.#attempt(() => store.#prepare());
    store.#running = Promise.all([store.#send(), store.#maintain()]);
    return store;
  }

  get capabilities(): StoreCapabilities {
    return this.#link.capabilities;
  }

  get position(): number {
    return this.#position;
  }

  get backlog(): number {
    return this.#queue.points;
  }

  get away(): StoreAbsence | undefined {
    return this.#away;
  }

  get refused(): number {
    return this.#refusals.points;
  }

  /** @throws StoreAway when the server is away and no more can wait; the ingest log has the batch. */
  async write(sequence: number, given: Iterable<Point>): Promise<void> {
    if (sequence <= this.#queue.taken) return;
    while (this.#queue.full) {
      if (this.#away) throw new StoreAway('no room for more while the server is away');
      await this.#queue.changed();
    }
    const points = [...given];
    this.#queue.add({ sequence, points });
    for (const point of points) this.#latest.take(point);
  }

  /** @throws StoreAway */
  async flush(): Promise<void> {
    while (this.#queue.waiting) {
      if (this.#away) throw new StoreAway('the server is away');
      await this.#queue.changed();
    }
    await this.#savePosition();
  }

  async load(_slice: Slice, points: readonly Point[]): Promise<void> {
    if (!this.#prepared) await this.#prepare();
    await this.#sendAll(points);
    for (const point of points) this.#latest.take(point);
  }

  /** Sends batch after batch until it is told to stop. */
  async #send(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const batches = this.#queue.next(this.#link.requestPoints);
      if (batches.length === 0) {
        await this.#queue.changed();
        continue;
      }
      const done = await this.#attempt(() => this.#sendBatches(batches));
      if (!done) await this.#pause();
    }
  }

  async #sendBatches(batches: readonly QueuedBatch[]): Promise<void> {
    if (!this.#prepared) await this.#prepare();
    await this.#sendAll(batches.flatMap(({ points }) => points));
    this.#queue.sent(batches, this.#options.now());
    this.#position = Math.max(
      this.#position,
      this.#queue.durable(this.#options.now() - this.#link.durableAfterMs),
    );
    await this.#savePosition();
  }

  async #sendAll(points: readonly Point[]): Promise<void> {
    await this.#rollups.touch(points);
    const { requestPoints } = this.#link;
    for (let from = 0; from < points.length; from += requestPoints)
      await this.#sendRequest(points.slice(from, from + requestPoints));
  }

  async #sendRequest(points: readonly Point[]): Promise<void> {
    try {
      for (const refusal of await this.#link.send(points)) this.#refusals.take(refusal);
    } catch (error) {
      if (!(error instanceof RequestTooLarge)) throw error;
      if (points.length === 1) {
        this.#refusals.take({ field: undefined, reason: error.message, points: 1 });
        return;
      }
      const half = Math.ceil(points.length / 2);
      await this.#sendRequest(points.slice(0, half));
      await this.#sendRequest(points.slice(half));
    }
  }

  async #prepare(): Promise<void> {
    await this.#link.prepare();
    for (const finding of (await this.#link.check?.()) ?? []) this.#logger.warn(`store: ${finding}`);
    for (const { measurement, tags, field, value, timeMs } of await this.#link.latestSince(
      this.#options.now() - LATEST_WINDOW_MS,
    )) {
      this.#latest.take({ measurement, tags, fields: { [field]: value }, timeMs });
    }
    this.#prepared = true;
  }

  /** @returns whether it succeeded; what failed is tried again later, whatever the reason. */
  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      if (this.#away) this.#logger.info('store: the server answers again');
      this.#away = undefined;
      this.#failures = 0;
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      if (!this.#away) this.#logger.error({ reason }, 'store: the server is away; asking again');
      if (!(error instanceof StoreAway)) this.#logger.error({ err: error }, 'store: cannot write');
      this.#away = { sinceMs: this.#away?.sinceMs ?? this.#options.now(), reason };
      this.#failures++;
      this.#retryAfterMs = error instanceof StoreAway ? (error.retryAfterMs ?? 0) : 0;
      // What it had taken a moment ago may be lost with it.
      this.#losses++;
      this.#queue.takeBackUnsure();
      this.#queue.notify();
      return false;
    }
  }

  async #pause(): Promise<void> {
    const delayMs = Math.max(this.#retryAfterMs, backoffMs(this.#failures, Math.random()));
    await this.#options.wait(delayMs, this.#stop.signal).catch(() => undefined);
  }

  async #maintain(): Promise<void> {
    const { signal } = this.#stop;
    let pauseMs = MAINTAIN_EVERY_MS;
    while (!this.#options.rollups.isVisitor) {
      await this.#options.wait(pauseMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      const startMs = performance.now();
      const isMore = await this.rollUp().catch((error) => {
        this.#logger.warn({ reason: reasonOf(error) }, 'store: roll-ups have to wait');
        return false;
      });
      // A long history is worked off with half of the time, so that others get at the server too.
      pauseMs = isMore ? performance.now() - startMs : MAINTAIN_EVERY_MS;
    }
  }

  /** Rolls up what is due. @returns whether there is more. @throws StoreAway */
  async rollUp(): Promise<boolean> {
    const { wait, now } = this.#options;
    if (!this.#prepared) throw new StoreAway('the server has not answered yet');
    const losses = this.#losses;
    const { done, isMore } = await this.#rollups.run(now());
    const { durableAfterMs } = this.#link;
    if (durableAfterMs > 0 && done.length > 0)
      await wait(durableAfterMs, this.#stop.signal).catch(() => undefined);
    if (this.#losses !== losses || (durableAfterMs > 0 && this.#stop.signal.aborted))
      this.#rollups.again(done);
    else await this.#rollups.confirm(done);
    return isMore;
  }

  /** One after the other: both would write the same new file. */
  #savePosition(): Promise<void> {
    this.#saving = this.#saving
      .catch(() => undefined)
      .then(async () => {
        const sequence = this.#position;
        if (this.#savedPosition === sequence) return;
        await writePosition(this.#options.positionPath, this.#link.identity, sequence);
        this.#savedPosition = sequence;
      });
    return this.#saving;
  }

  latest(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[] {
    return this.#latest.find(measurement, tags);
  }

  series(query: SeriesQuery): Promise<Series[]> {
    return this.#rollups.series(query);
  }

  summary(query: SummaryQuery): Promise<Summary[]> {
    return this.#link.summary(query);
  }

  measurements(): Promise<string[]> {
    return this.#link.measurements();
  }

  list(measurement: string, tags: Readonly<Record<string, string>>): Promise<SeriesName[]> {
    return this.#link.list(measurement, tags);
  }

  extent(measurement: string): Promise<TimeRange | undefined> {
    return this.#link.extent(measurement);
  }

  points(
    measurement: string,
    range: TimeRange,
    tags?: Readonly<Record<string, string>>,
  ): AsyncIterable<readonly Point[]> {
    return this.#link.points(measurement, range, tags);
  }

  walk(walk: Walk): AsyncIterable<PointBlock> {
    return walkServer(this.#link, walk);
  }

  removeBefore(measurement: string, beforeMs: number): Promise<void> {
    return this.#link.removeBefore(measurement, beforeMs);
  }

  /** What a server that is away does not take stays in the ingest log. */
  async close(): Promise<void> {
    await this.flush().catch((error) =>
      this.#logger.warn(
        { reason: reasonOf(error), points: this.backlog },
        'store: closed; the ingest log has the rest',
      ),
    );
    this.#stop.abort();
    this.#rollups.stop();
    this.#queue.notify();
    await this.#running;
    await this.#link.close();
  }
}
