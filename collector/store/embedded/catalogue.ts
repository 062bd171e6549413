/**
 * What belongs to the store: its files, its series, and how far the ingest log has been followed. A transaction
 * here is the moment at which values are stored for good.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { type Part, TIERS } from './part.ts';
import { CATALOGUE, KINDS } from './schema.ts';
import { type SeriesEntry, type SeriesIndex, STORED_TYPES } from './series-index.ts';
import { Turns } from './turns.ts';
import type { RolledUp } from './upkeep-plan.ts';

const seriesRowSchema = z.tuple([
  z.number(),
  z.string(),
  z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  z.string(),
  z.enum(STORED_TYPES),
]);

const whole = z.bigint().transform(Number);

const partRowSchema = z
  .tuple([
    whole,
    z.enum(TIERS),
    z.enum(KINDS),
    z.number(),
    whole,
    whole,
    z.number(),
    z.number(),
    whole,
    whole,
  ])
  .transform(
    ([id, tier, kind, level, fromMs, toMs, firstSeries, lastSeries, valueCount, bytes]): Part => ({
      id,
      tier,
      kind,
      level,
      fromMs,
      toMs,
      firstSeries,
      lastSeries,
      valueCount,
      bytes,
    }),
  );

const rolledUpRowSchema = z
  .tuple([whole, z.string().transform((text) => z.array(z.number()).parse(JSON.parse(text))), whole])
  .transform(([dayMs, parts, atMs]): [number, RolledUp] => [dayMs, { parts, atMs }]);

/** All of it happens or nothing. */
export interface Change {
  readonly added?: readonly Part[];
  readonly removed?: readonly Part[];
  readonly series?: readonly SeriesEntry[];
  /** How far the ingest log is in the store now. */
  readonly sequence?: number;
  readonly loaded?: { readonly source: string; readonly number: number };
  /** What the roll-ups of a day were made of. */
  readonly rolledUp?: RolledUp & { readonly dayMs: number };
}

export class Catalogue {
  readonly #connection: DuckDBConnection;
  #nextPart: number;
  #parts: readonly Part[];
  #rolledUp: ReadonlyMap<number, RolledUp>;
  #sequence: number;
  readonly #turns = new Turns();

  private constructor(
    connection: DuckDBConnection,
    parts: readonly Part[],
    rolledUp: ReadonlyMap<number, RolledUp>,
    sequence: number,
  ) {
    this.#connection = connection;
    this.#rolledUp = rolledUp;
    this.#parts = parts;
    this.#sequence = sequence;
    this.#nextPart = 1 + parts.reduce((highest, { id }) => Math.max(highest, id), 0);
  }

  /** Reads what is there; the series go into the index. */
  static async open(instance: DuckDBInstance, index: SeriesIndex): Promise<Catalogue> {
    const connection = await instance.connect();
    for (const statement of CATALOGUE) await connection.run(statement);
    const series = await connection.runAndReadAll('select id, measurement, tags, field, type from series');
    for (const row of series.getRows()) {
      const [id, measurement, tags, field, type] = seriesRowSchema.parse(row);
      index.load({ measurement, tags, field, type }, id);
    }
    const parts = await connection.runAndReadAll(
      `select id, tier, kind, level, from_ms, to_ms, first_series, last_series, value_count, bytes from part order by id`,
    );
    const rolledUp = await connection.runAndReadAll('select day_ms, parts, at_ms from rolled_up');
    const position = await connection.runAndReadAll('select sequence from position');
    const sequence = Number(position.getRows()[0]?.[0] ?? 0);
    return new Catalogue(
      connection,
      parts.getRows().map((row) => partRowSchema.parse(row)),
      new Map(rolledUp.getRows().map((row) => rolledUpRowSchema.parse(row))),
      sequence,
    );
  }

  /** All parts, oldest number first. The list does not change; a new one takes its place. */
  get parts(): readonly Part[] {
    return this.#parts;
  }

  /** Number of the last batch of the ingest log that is stored for good. */
  get sequence(): number {
    return this.#sequence;
  }

  /** A number that no part has. */
  newPartId(): number {
    return this.#nextPart++;
  }

  /** Number of the last slice of a source that has been loaded; 0: none. */
  async loadedSlice(source: string): Promise<number> {
    const query = 'select number from loaded where source = $1';
    const found = await this.#turns.run(() => this.#connection.runAndReadAll(query, [source]));
    return Number(found.getRows()[0]?.[0] ?? 0);
  }

  /** What the roll-ups of days were made of, by the start of the day. */
  get rolledUp(): ReadonlyMap<number, RolledUp> {
    return this.#rolledUp;
  }

  /** @throws when it cannot be written; nothing has changed then. */
  commit(change: Change): Promise<void> {
    return this.#turns.run(() => this.#commit(change));
  }

  async #commit(change: Change): Promise<void> {
    const { added = [], removed = [], sequence } = change;
    await this.#connection.run('begin');
    try {
      await this.#write(change);
      await this.#connection.run('commit');
    } catch (error) {
      await this.#connection.run('rollback').catch(() => undefined);
      throw error;
    }
    const gone = new Set(removed.map(({ id }) => id));
    this.#parts = [...this.#parts.filter(({ id }) => !gone.has(id)), ...added];
    this.#sequence = sequence ?? this.#sequence;
    if (change.rolledUp)
      this.#rolledUp = new Map([...this.#rolledUp, [change.rolledUp.dayMs, change.rolledUp]]);
  }

  async #write({ added = [], removed = [], series = [], sequence, loaded, rolledUp }: Change): Promise<void> {
    const run = (sql: string, values: (bigint | string)[]) => this.#connection.run(sql, values);
    if (series.length > 0) await this.#writeSeries(series);
    for (const { id } of removed) await run('delete from part where id = $1', [BigInt(id)]);
    for (const part of added) {
      await run(
        `insert into part values ($1, '${part.tier}', '${part.kind}', ${part.level}, $2, $3, ${part.firstSeries}, ${part.lastSeries}, $4, $5)`,
        [
          BigInt(part.id),
          BigInt(part.fromMs),
          BigInt(part.toMs),
          BigInt(part.valueCount),
          BigInt(part.bytes),
        ],
      );
    }
    if (sequence !== undefined) {
      await this.#connection.run('delete from position');
      await run('insert into position values ($1)', [BigInt(sequence)]);
    }
    if (loaded) {
      await run('delete from loaded where source = $1', [loaded.source]);
      await run('insert into loaded values ($1, $2)', [loaded.source, BigInt(loaded.number)]);
    }
    if (rolledUp) {
      const { dayMs, parts, atMs } = rolledUp;
      await run('delete from rolled_up where day_ms = $1', [BigInt(dayMs)]);
      await run('insert into rolled_up values ($1, $2, $3)', [
        BigInt(dayMs),
        JSON.stringify(parts),
        BigInt(atMs),
      ]);
    }
  }

  async #writeSeries(entries: readonly SeriesEntry[]): Promise<void> {
    const appender = await this.#connection.createAppender('series');
    for (const entry of entries) {
      appender.appendUInteger(entry.id);
      appender.appendVarchar(entry.measurement);
      appender.appendVarchar(JSON.stringify(entry.tags));
      appender.appendVarchar(entry.field);
      appender.appendVarchar(entry.type);
      appender.endRow();
    }
    appender.closeSync();
  }

  async close(): Promise<void> {
    await this.#connection.run('checkpoint');
    this.#connection.closeSync();
  }
}
