/** Values gathered by column, as DuckDB takes them: appending whole chunks costs a tenth of appending rows. */

import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { BIGINT, DOUBLE, DuckDBDataChunk, HUGEINT, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { FieldValue } from '../../../model/point.ts';
import { TABLES } from './schema.ts';
import type { SeriesEntry } from './series-index.ts';

/** DuckDB's vector size: a chunk cannot hold more rows. */
const CHUNK_ROWS = 2_048;

class Columns<V extends number | bigint | string> {
  readonly #table: string;
  readonly #type: DuckDBType;
  readonly series: number[] = [];
  readonly times: bigint[] = [];
  readonly values: V[] = [];

  constructor(table: string, type: DuckDBType) {
    this.#table = table;
    this.#type = type;
  }

  add(series: number, timeMs: number, value: V): void {
    this.series.push(series);
    this.times.push(BigInt(timeMs));
    this.values.push(value);
  }

  take(other: Columns<V>): void {
    for (const [index, series] of other.series.entries()) {
      this.series.push(series);
      this.times.push(other.times[index] ?? 0n);
      const value = other.values[index];
      if (value !== undefined) this.values.push(value);
    }
  }

  async appendTo(connection: DuckDBConnection): Promise<void> {
    if (this.series.length === 0) return;
    const appender = await connection.createAppender(this.#table);
    for (let from = 0; from < this.series.length; from += CHUNK_ROWS) {
      const to = Math.min(from + CHUNK_ROWS, this.series.length);
      const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, this.#type], to - from);
      chunk.setColumns([
        this.series.slice(from, to),
        this.times.slice(from, to),
        this.values.slice(from, to),
      ]);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }
}

export class ColumnBuffer {
  readonly #floats = new Columns<number>(TABLES.float, DOUBLE);
  readonly #integers = new Columns<bigint>(TABLES.integer, HUGEINT);
  readonly #texts = new Columns<string>(TABLES.text, VARCHAR);

  get values(): number {
    return this.#floats.series.length + this.#integers.series.length + this.#texts.series.length;
  }

  add(entry: SeriesEntry, timeMs: number, value: FieldValue): void {
    if (typeof value === 'number') this.#floats.add(entry.id, timeMs, value);
    else if (typeof value === 'string') this.#texts.add(entry.id, timeMs, value);
    else this.#integers.add(entry.id, timeMs, BigInt(value));
  }

  /** Takes another buffer's values in behind its own. */
  take(other: ColumnBuffer): void {
    this.#floats.take(other.#floats);
    this.#integers.take(other.#integers);
    this.#texts.take(other.#texts);
  }

  async appendTo(connection: DuckDBConnection): Promise<void> {
    await this.#floats.appendTo(connection);
    await this.#integers.appendTo(connection);
    await this.#texts.appendTo(connection);
  }
}
