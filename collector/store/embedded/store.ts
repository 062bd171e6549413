/**
 * The embedded store. New values are kept in memory, where the ingest log stands for them on disk; when there are
 * many, or after an hour, they are written to Parquet files, sorted, and a transaction of the catalogue makes
 * those files part of the store together with the position in the ingest log. After a crash the log gives
 * again just what is missing. DuckDB sorts, writes and answers questions, on its own threads.
 */
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Logger } from 'pino';
import type { Point } from '../../../model/point.ts';
import { blockOf, PointBlock } from '../../../model/point-block.ts';
import type {
  LatestValue,
  MetricStore,
  Selection,
  Series,
  SeriesName,
  SeriesQuery,
  Slice,
  StoreCapabilities,
  Summary,
  SummaryQuery,
  TimeRange,
  Walk,
} from '../metric-store.ts';
import { Catalogue, type Change } from './catalogue.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { copyCatalogue, copyParts } from './copy.ts';
import { Gatherer } from './gather.ts';
import { type Generation, Head } from './head.ts';
import { Leases } from './leases.ts';
import { type Part, partPath } from './part.ts';
import { readSeries } from './read-series.ts';
import { readSummary } from './read-summary.ts';
import { olderRows, readExtent, readLatest, readPoints } from './reads.ts';
import { type SeriesEntry, SeriesIndex } from './series-index.ts';
import { Slots } from './slots.ts';
import { Source } from './source.ts';
import { Turns } from './turns.ts';
import { Upkeep } from './upkeep.ts';
import type { Keep } from './upkeep-plan.ts';
import { walkRaw, wantedSeries } from './walk.ts';
import { PartWriter } from './writer.ts';

export interface EmbeddedStoreOptions {
  /** Path of the catalogue; its folder exists. The files lie in a folder `metrics` beside it. */
  readonly path: string;
  readonly logger: Logger;
  /** How long values stay in memory only, milliseconds. */
  readonly flushEveryMs?: number;
  readonly keep: Keep;
  readonly now: () => number;
}

/** How often it is looked for files to merge, to roll up and to remove. */
const UPKEEP_EVERY_MS = 600_000;

/** Longer, and a start after a crash would take long to read the ingest log; shorter, and there are more files. */
const FLUSH_EVERY_MS = 3_600_000;
/** Values in memory before they are written to files: 8 MB, and several times that while they are sorted. */
const MAX_HEAD_VALUES = 400_000;
/** Values gathered before they become rows of a table: it takes some 10 ms, and nothing else runs meanwhile. */
const ABSORB_VALUES = 100_000;
/** DuckDB's own buffers; what does not fit is sorted in files. */
const MEMORY_LIMIT = '128MB';
/** Memory that is free and not given back to the system; DuckDB's own default is as much as all of its buffers. */
const ALLOCATOR_KEEPS = '16MB';
/** More would take all of a small machine while they sort. */
const THREADS = String(Math.min(2, availableParallelism()));
/**
 * Questions and pieces of upkeep that run at the same time. Each holds one of the four threads on which Node also
 * writes and syncs files, and flushing holds one: with more, the ingest log would wait until a question is answered.
 */
const SLOTS = 2;
/** Series silent for longer than this begin without a latest value after a restart. */
const LATEST_WINDOW_MS = 24 * 3_600_000;

interface Inside {
  readonly instance: DuckDBInstance;
  readonly catalogue: Catalogue;
  readonly index: SeriesIndex;
  readonly head: Head;
  readonly leases: Leases;
  /** Writes what is new. */
  readonly writer: PartWriter;
  /** Replaces files by others, at the same time. */
  readonly rewriter: PartWriter;
}

export class EmbeddedStore implements MetricStore {
  readonly refused = 0;
  readonly capabilities: StoreCapabilities = { values: 'exact', retention: 'driver' };
  readonly #inside: Inside;
  readonly #gatherer: Gatherer;
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #upkeep: Upkeep;
  #keepingUp: Promise<void> | undefined;
  readonly #logger: Logger;
  /** Of the files. */
  readonly #folder: string;
  #takenSequence: number;
  /** Sealed, and not in files yet: an attempt has failed, or is under way. */
  #sealed: { readonly generation: Generation; readonly sequence: number } | undefined;
  readonly #writes = new Turns();
  readonly #replacements = new Turns();
  readonly #slots = new Slots(SLOTS);
  #writing: Promise<void> = Promise.resolve();
  /** Tables that have been written to files go when nobody reads them any more. */
  #dropping: Promise<void> = Promise.resolve();

  private constructor(inside: Inside, options: EmbeddedStoreOptions) {
    this.#inside = inside;
    this.#gatherer = new Gatherer(inside.index);
    this.#takenSequence = inside.catalogue.sequence;
    this.#logger = options.logger;
    this.#folder = join(dirname(options.path), 'metrics');
    this.#upkeep = new Upkeep({
      catalogue: inside.catalogue,
      writer: inside.rewriter,
      keep: options.keep,
      now: options.now,
      logger: options.logger,
      inTurn: (work) => this.#replacements.run(() => this.#slots.run(work)),
    });
    this.#timers = [
      setInterval(() => void this.#flushAndTell(), options.flushEveryMs ?? FLUSH_EVERY_MS),
      setInterval(() => void this.#keepUp(), UPKEEP_EVERY_MS),
    ];
  }

  static async open(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
    const folder = join(dirname(options.path), 'metrics');
    const spill = join(folder, 'spill');
    await rm(spill, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const instance = await DuckDBInstance.create(options.path, {
      memory_limit: MEMORY_LIMIT,
      threads: THREADS,
      temp_directory: spill,
      preserve_insertion_order: 'false',
      allocator_flush_threshold: ALLOCATOR_KEEPS,
    });
    const index = new SeriesIndex();
    const catalogue = await Catalogue.open(instance, index);
    const leases = new Leases();
    const { logger } = options;
    const writer = await PartWriter.open({ instance, catalogue, leases, folder, logger });
    const rewriter = await PartWriter.open({ instance, catalogue, leases, folder, logger });
    await rewriter.removeUnlisted();
    const head = await Head.open(instance);
    const store = new EmbeddedStore({ instance, catalogue, index, head, leases, writer, rewriter }, options);
    await store.#recallLatest();
    return store;
  }

  get position(): number {
    return this.#inside.catalogue.sequence;
  }

  get backlog(): number {
    return this.#inside.head.values;
  }

  async write(sequence: number, points: Iterable<Point>): Promise<void> {
    if (sequence <= this.#takenSequence) return;
    const { head } = this.#inside;
    // It cannot be written: whoever gives has it in the log, and gives it again.
    if (head.values >= 2 * MAX_HEAD_VALUES) await this.flush();
    this.#takenSequence = sequence;
    this.#gatherer.gather(points instanceof PointBlock ? points : blockOf(points), head.buffer);
    if (head.values >= MAX_HEAD_VALUES) {
      // The next ones are taken in while these are sorted and written; those after them wait.
      await this.#writing;
      this.#writing = this.#flushAndTell();
    } else if (head.buffer.values >= ABSORB_VALUES) await head.absorb();
  }

  /** What fails stays in memory and in the ingest log; the next attempt takes it along. */
  #flushAndTell(): Promise<void> {
    return this.flush().catch((error) => this.#logger.error({ err: error }, 'store: cannot write'));
  }

  flush(): Promise<void> {
    return this.#writes.run(() => this.#flush());
  }

  async #flush(): Promise<void> {
    const { head, catalogue } = this.#inside;
    // What could not be written the last time goes first.
    if (this.#sealed) await this.#storeSealed(this.#sealed);
    if (this.#takenSequence === catalogue.sequence) return;
    let sequence = this.#takenSequence;
    const generation = await head.seal(() => {
      sequence = this.#takenSequence;
    });
    this.#sealed = { generation, sequence };
    await this.#storeSealed(this.#sealed);
  }

  async #storeSealed({ generation, sequence }: { generation: Generation; sequence: number }): Promise<void> {
    const { head, writer, leases } = this.#inside;
    const added = await writer.writeGeneration(generation);
    await this.#commit({ added, sequence });
    this.#sealed = undefined;
    head.forget(generation);
    this.#dropping = Promise.all([this.#dropping, leases.settled()])
      .then(() => head.drop(generation))
      .catch((error) => this.#logger.error({ err: error }, 'store: memory is not given back'));
  }

  /** With the series that have been met: what is in a file has its name in the catalogue. */
  async #commit(change: Change): Promise<void> {
    const series = this.#gatherer.takeNewSeries();
    try {
      await this.#inside.catalogue.commit({ ...change, series });
    } catch (error) {
      this.#gatherer.returnNewSeries(series);
      throw error;
    }
  }

  load(slice: Slice, points: readonly Point[]): Promise<void> {
    return this.#writes.run(async () => {
      const { catalogue, head, writer } = this.#inside;
      if ((await catalogue.loadedSlice(slice.source)) >= slice.number) return;
      const buffer = new ColumnBuffer();
      this.#gatherer.gather(blockOf(points), buffer);
      const generation = await head.separate(buffer);
      try {
        const added = await writer.writeGeneration(generation);
        await this.#commit({ added, loaded: slice });
      } finally {
        await head.drop(generation);
      }
    });
  }

  async series(query: SeriesQuery): Promise<Series[]> {
    return this.#read((connection, source) => readSeries(connection, source, this.#numeric(query), query));
  }

  async summary(query: SummaryQuery): Promise<Summary[]> {
    return this.#read((connection, source) =>
      readSummary(connection, source, this.#numeric(query), query, this.#inside.index.size),
    );
  }

  /** Series of a field that can be averaged. */
  #numeric({ measurement, tags, field }: Selection): SeriesEntry[] {
    const all = this.#inside.index.find(measurement, tags);
    return all.filter((entry) => entry.field === field && entry.type !== 'text');
  }

  /** Everything that has been taken in, as it lies when it is the question's turn. */
  #read<T>(question: (connection: DuckDBConnection, source: Source) => Promise<T>): Promise<T> {
    return this.#slots.run(() => this.#ask(question));
  }

  async #ask<T>(question: (connection: DuckDBConnection, source: Source) => Promise<T>): Promise<T> {
    const { instance, head, leases } = this.#inside;
    await head.absorb();
    const release = leases.hold();
    const source = this.#source();
    const connection = await instance.connect();
    try {
      return await question(connection, source);
    } finally {
      connection.closeSync();
      release();
    }
  }

  #source(): Source {
    const { catalogue, head, writer } = this.#inside;
    return new Source({ parts: catalogue.parts, rolledUp: catalogue.rolledUp }, head.generations, (part) =>
      writer.pathOf(part),
    );
  }

  latest(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[] {
    return this.#inside.index.latest(measurement, tags);
  }

  async #recallLatest(): Promise<void> {
    const { index, catalogue } = this.#inside;
    const raw = catalogue.parts.filter(({ tier }) => tier === 'raw');
    if (raw.length === 0) return;
    const toMs = raw.reduce((newest, part) => Math.max(newest, part.toMs), Number.NEGATIVE_INFINITY);
    const range = { fromMs: toMs - LATEST_WINDOW_MS, toMs };
    await this.#read((connection, source) =>
      readLatest(connection, source, range, (series, value, timeMs) => {
        const entry = index.byId(series);
        if (entry)
          index.note(entry.place, timeMs, Number(value), typeof value === 'number' ? undefined : value);
      }),
    );
  }

  async measurements(): Promise<string[]> {
    return this.#inside.index.measurements();
  }

  async list(measurement: string, tags: Readonly<Record<string, string>>): Promise<SeriesName[]> {
    const names = new Map<string, SeriesName>();
    for (const { tags: own, field } of this.#inside.index.find(measurement, tags)) {
      const key = `${field} ${JSON.stringify(Object.entries(own).sort())}`;
      if (!names.has(key)) names.set(key, { tags: own, field });
    }
    return [...names.values()];
  }

  extent(measurement: string): Promise<TimeRange | undefined> {
    const entries = this.#inside.index.find(measurement, {});
    return this.#read((connection, source) => readExtent(connection, source, entries));
  }

  async *points(
    measurement: string,
    range: TimeRange,
    tags: Readonly<Record<string, string>> = {},
  ): AsyncGenerator<readonly Point[]> {
    const { instance, head, index, leases } = this.#inside;
    await head.absorb();
    const release = leases.hold();
    const source = this.#source();
    const connection = await instance.connect();
    try {
      yield* readPoints(connection, source, index.find(measurement, tags), range);
    } finally {
      connection.closeSync();
      release();
    }
  }

  async *walk(walk: Walk): AsyncGenerator<PointBlock> {
    const { instance, head, index, leases } = this.#inside;
    await head.absorb();
    const release = leases.hold();
    const source = this.#source();
    const connection = await instance.connect();
    try {
      yield* walkRaw({ connection, source, slots: this.#slots }, wantedSeries(index, walk), walk);
    } finally {
      connection.closeSync();
      release();
    }
  }

  async removeBefore(measurement: string, beforeMs: number): Promise<void> {
    await this.flush();
    await this.#replacements.run(async () => {
      const { catalogue, index, rewriter } = this.#inside;
      const entries = index.find(measurement, {});
      const added: Part[] = [];
      const removed: Part[] = [];
      for (const part of catalogue.parts) {
        const older =
          part.tier === 'raw' && part.fromMs < beforeMs && olderRows(entries, part.kind, beforeMs);
        if (!older) continue;
        added.push(
          ...(await rewriter.write(`(from ${rewriter.relationOf([part])} where not (${older}))`, part)),
        );
        removed.push(part);
      }
      await catalogue.commit({ added, removed });
      await rewriter.discard(removed);
    });
  }

  /** Merges and rolls up what is in files, and removes what is too old. Returns when all is done. */
  upkeep(): Promise<void> {
    this.#keepingUp ??= this.#upkeep.run().finally(() => {
      this.#keepingUp = undefined;
    });
    return this.#keepingUp;
  }

  #keepUp(): Promise<void> {
    return this.upkeep().catch((error) => this.#logger.error({ err: error }, 'store: upkeep failed'));
  }

  async backUp(folder: string): Promise<void> {
    const { instance, catalogue, leases } = this.#inside;
    let release = () => {};
    let paths: string[] = [];
    // Nothing is written and nothing replaced meanwhile; the catalogue is small.
    await this.#replacements.run(() =>
      this.#writes.run(async () => {
        await copyCatalogue(instance, join(folder, 'metrics.duckdb'));
        // From here on its files stay, whatever takes their place meanwhile.
        release = leases.hold();
        paths = catalogue.parts.map((part) => partPath(this.#folder, part));
      }),
    );
    try {
      await copyParts(paths, this.#folder, join(folder, 'metrics'));
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#upkeep.stop();
    await this.#keepingUp;
    await this.flush();
    await this.#dropping;
    const { instance, catalogue, head, writer, rewriter } = this.#inside;
    writer.close();
    rewriter.close();
    head.close();
    await catalogue.close();
    instance.closeSync();
  }
}
