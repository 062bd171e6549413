/**
 * The embedded store: DuckDB in one file, narrow tables (series, time, value), one for each kind of value.
 * Points are gathered and written a transaction at a time together with the position in the ingest log, so
 * that after a crash the log gives again just what is missing.
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Point } from '../../../model/point.ts';
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
} from '../metric-store.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { readExtent, readPoints, readSeries, readSummary, removeBefore } from './reads.ts';
import { SCHEMA, TABLES } from './schema.ts';
import type { SeriesEntry } from './series-index.ts';
import { SeriesIndex, VALUE_TYPES } from './series-index.ts';

export interface EmbeddedStoreOptions {
  /** Path of the database file; its folder exists. */
  readonly path: string;
  readonly logger: Logger;
  /** How long points are gathered, milliseconds. */
  readonly flushEveryMs?: number;
}

/** A batch of ingest is durable in its log already: gathering costs nothing but memory. */
const FLUSH_EVERY_MS = 1_000;
/** Values gathered before writers wait: about 30 MB. */
const MAX_GATHERED_VALUES = 200_000;
/** DuckDB's own buffers; its process memory is about twice that. */
const MEMORY_LIMIT = '128MB';
const THREADS = '2';
/** Series silent for longer than this begin without a latest value after a restart. */
const LATEST_WINDOW_MS = 24 * 3_600_000;

const seriesRowSchema = z.tuple([
  z.number(),
  z.string(),
  z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  z.string(),
  z.enum(VALUE_TYPES),
]);

export class EmbeddedStore implements MetricStore {
  readonly capabilities: StoreCapabilities = { values: 'exact', retention: 'driver' };
  readonly #writer: DuckDBConnection;
  readonly #reader: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #index: SeriesIndex;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  #buffer = new ColumnBuffer();
  #newSeries: SeriesEntry[] = [];
  #takenSequence: number;
  #position: number;
  #flushing: Promise<void> = Promise.resolve();

  private constructor(
    parts: {
      instance: DuckDBInstance;
      writer: DuckDBConnection;
      reader: DuckDBConnection;
      index: SeriesIndex;
    },
    position: number,
    options: EmbeddedStoreOptions,
  ) {
    this.#instance = parts.instance;
    this.#writer = parts.writer;
    this.#reader = parts.reader;
    this.#index = parts.index;
    this.#position = position;
    this.#takenSequence = position;
    this.#logger = options.logger;
    this.#timer = setInterval(() => {
      // The points stay in the buffer and in the ingest log; the next attempt takes them along.
      this.flush().catch((error) => this.#logger.error({ err: error }, 'store: cannot write'));
    }, options.flushEveryMs ?? FLUSH_EVERY_MS);
  }

  static async open(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
    const instance = await DuckDBInstance.create(options.path, {
      memory_limit: MEMORY_LIMIT,
      threads: THREADS,
      preserve_insertion_order: 'false',
    });
    const writer = await instance.connect();
    const reader = await instance.connect();
    for (const statement of SCHEMA) await writer.run(statement);
    const index = new SeriesIndex();
    const rows = await reader.runAndReadAll('select id, measurement, tags, field, type from series');
    const entries = new Map<number, SeriesEntry>();
    for (const row of rows.getRows()) {
      const [id, measurement, tags, field, type] = seriesRowSchema.parse(row);
      const entry: SeriesEntry = { id, measurement, tags, field, type, latest: undefined };
      entries.set(id, entry);
      index.load(entry);
    }
    await loadLatest(reader, entries);
    const position = await reader.runAndReadAll('select sequence from position');
    const sequence = Number(position.getRows()[0]?.[0] ?? 0);
    return new EmbeddedStore({ instance, writer, reader, index }, sequence, options);
  }

  get position(): number {
    return this.#position;
  }

  get backlog(): number {
    return this.#buffer.values;
  }

  async write(sequence: number, points: Iterable<Point>): Promise<void> {
    if (sequence <= this.#takenSequence) return;
    this.#takenSequence = sequence;
    this.#gather(points, this.#buffer);
    if (this.#buffer.values >= MAX_GATHERED_VALUES) await this.flush();
  }

  #gather(points: Iterable<Point>, buffer: ColumnBuffer): void {
    for (const point of points) {
      this.#index.resolve(
        point.measurement,
        point.tags,
        point.fields,
        (entry, value) => {
          buffer.add(entry, point.timeMs, value);
          if (!entry.latest || entry.latest.timeMs <= point.timeMs)
            entry.latest = { value, timeMs: point.timeMs };
        },
        (entry) => this.#newSeries.push(entry),
      );
    }
  }

  flush(): Promise<void> {
    // One after the other: a second transaction on the connection would be part of the first.
    this.#flushing = this.#flushing.catch(() => undefined).then(() => this.#store());
    return this.#flushing;
  }

  async #store(): Promise<void> {
    const sequence = this.#takenSequence;
    if (sequence === this.#position) return;
    const buffer = this.#buffer;
    const newSeries = this.#newSeries;
    this.#buffer = new ColumnBuffer();
    this.#newSeries = [];
    try {
      await this.#writer.run('begin');
      await this.#storeSeries(newSeries);
      await buffer.appendTo(this.#writer);
      await this.#writer.run('delete from position');
      await this.#writer.run('insert into position values ($1)', [BigInt(sequence)]);
      await this.#writer.run('commit');
      this.#position = sequence;
    } catch (error) {
      await this.#writer.run('rollback').catch(() => undefined);
      buffer.take(this.#buffer);
      this.#buffer = buffer;
      this.#newSeries = [...newSeries, ...this.#newSeries];
      throw error;
    }
  }

  async #storeSeries(entries: readonly SeriesEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const appender = await this.#writer.createAppender('series');
    for (const entry of entries) {
      appender.appendInteger(entry.id);
      appender.appendVarchar(entry.measurement);
      appender.appendVarchar(JSON.stringify(entry.tags));
      appender.appendVarchar(entry.field);
      appender.appendVarchar(entry.type);
      appender.endRow();
    }
    appender.closeSync();
  }

  load(slice: Slice, points: readonly Point[]): Promise<void> {
    this.#flushing = this.#flushing.catch(() => undefined).then(() => this.#loadSlice(slice, points));
    return this.#flushing;
  }

  async #loadSlice({ source, number }: Slice, points: readonly Point[]): Promise<void> {
    const loaded = await this.#writer.runAndReadAll('select number from loaded where source = $1', [source]);
    if (Number(loaded.getRows()[0]?.[0] ?? 0) >= number) return;
    const buffer = new ColumnBuffer();
    this.#gather(points, buffer);
    const newSeries = this.#newSeries;
    this.#newSeries = [];
    try {
      await this.#writer.run('begin');
      await this.#storeSeries(newSeries);
      await buffer.appendTo(this.#writer);
      await this.#writer.run('delete from loaded where source = $1', [source]);
      await this.#writer.run('insert into loaded values ($1, $2)', [source, BigInt(number)]);
      await this.#writer.run('commit');
    } catch (error) {
      await this.#writer.run('rollback').catch(() => undefined);
      this.#newSeries = [...newSeries, ...this.#newSeries];
      throw error;
    }
  }

  async series(query: SeriesQuery): Promise<Series[]> {
    await this.flush();
    return readSeries(this.#reader, this.#numeric(query), query);
  }

  async summary(query: SummaryQuery): Promise<Summary[]> {
    await this.flush();
    return readSummary(this.#reader, this.#numeric(query), query);
  }

  /** Series of a field that can be averaged. */
  #numeric({ measurement, tags, field }: Selection): SeriesEntry[] {
    const all = this.#index.find(measurement, tags);
    return all.filter((entry) => entry.field === field && entry.type !== 'text');
  }

  latest(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[] {
    return this.#index.latest(measurement, tags);
  }

  async measurements(): Promise<string[]> {
    return this.#index.measurements();
  }

  async list(measurement: string, tags: Readonly<Record<string, string>>): Promise<SeriesName[]> {
    const names = new Map<string, SeriesName>();
    for (const { tags: own, field } of this.#index.find(measurement, tags)) {
      const key = `${field} ${JSON.stringify(Object.entries(own).sort())}`;
      if (!names.has(key)) names.set(key, { tags: own, field });
    }
    return [...names.values()];
  }

  async extent(measurement: string): Promise<TimeRange | undefined> {
    await this.flush();
    return readExtent(this.#reader, this.#index.find(measurement, {}));
  }

  async *points(measurement: string, range: TimeRange): AsyncGenerator<readonly Point[]> {
    await this.flush();
    // A connection of its own: it holds its answer open as long as somebody reads along.
    const connection = await this.#instance.connect();
    try {
      yield* readPoints(connection, this.#index.find(measurement, {}), range);
    } finally {
      connection.closeSync();
    }
  }

  removeBefore(measurement: string, beforeMs: number): Promise<void> {
    this.#flushing = this.#flushing
      .catch(() => undefined)
      .then(() => removeBefore(this.#writer, this.#index.find(measurement, {}), beforeMs));
    return this.#flushing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await this.#writer.run('checkpoint');
    this.#reader.closeSync();
    this.#writer.closeSync();
    this.#instance.closeSync();
  }
}

/** Reads the newest values back, of the series that were alive lately. */
async function loadLatest(
  reader: DuckDBConnection,
  entries: ReadonlyMap<number, SeriesEntry>,
): Promise<void> {
  for (const type of ['float', 'integer', 'text'] as const) {
    const table = TABLES[type];
    const result = await reader.runAndReadAll(
      `select series, arg_max(value, time_ms), max(time_ms) from ${table}
       where time_ms > (select coalesce(max(time_ms), 0) from ${table}) - ${LATEST_WINDOW_MS} group by series`,
    );
    for (const [series, value, timeMs] of result.getRows()) {
      const entry = entries.get(Number(series));
      if (!entry || (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string'))
        continue;
      entry.latest = { value: entry.type === 'boolean' ? Boolean(value) : value, timeMs: Number(timeMs) };
    }
  }
}
