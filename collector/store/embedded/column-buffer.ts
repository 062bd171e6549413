/**
 * Values gathered by column, in the layout that DuckDB takes them in: appending them is copying memory, without an
 * object or a BigInt a value.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { BIGINT, DuckDBDataChunk, UINTEGER } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { KIND_TYPES, KINDS, type Kind } from './schema.ts';

/** DuckDB's vector size: a chunk cannot hold more rows. */
const CHUNK_ROWS = 2_048;
const WORD = 2 ** 32;
/** Values of a kind that room is made for at first, and kept for. */
const FIRST_ROWS = 4_096;

/** Two's complement of a whole number in two words, the lower one first: what DuckDB's BIGINT is in memory. */
function putInt64(words: Int32Array, at: number, value: number): void {
  const high = Math.floor(value / WORD);
  words[2 * at] = value - high * WORD;
  words[2 * at + 1] = high;
}

function putBigInt(words: Int32Array, at: number, value: bigint): void {
  words[2 * at] = Number(BigInt.asIntN(32, value));
  words[2 * at + 1] = Number(BigInt.asIntN(32, value >> 32n));
}

class Columns {
  readonly #kind: Kind;
  #rows = 0;
  #series = new Uint32Array(FIRST_ROWS);
  #times = new Int32Array(2 * FIRST_ROWS);
  /** Floats as they are, integers as two words; the same memory. */
  #values = new Float64Array(FIRST_ROWS);
  #words = new Int32Array(this.#values.buffer);
  #texts: string[] = [];
  /** Filled again and again: what one holds is given back only when JavaScript's own rubbish is collected. */
  #chunk: DuckDBDataChunk | undefined;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  get rows(): number {
    return this.#rows;
  }

  add(series: number, timeMs: number, value: number, other: string | bigint | undefined): void {
    if (this.#rows >= this.#series.length) this.#grow();
    const at = this.#rows++;
    this.#series[at] = series;
    putInt64(this.#times, at, timeMs);
    if (this.#kind === 'float') this.#values[at] = value;
    else if (this.#kind === 'text') this.#texts.push(String(other));
    else if (other === undefined) putInt64(this.#words, at, value);
    else putBigInt(this.#words, at, BigInt(other));
  }

  #grow(): void {
    const series = new Uint32Array(this.#rows * 2);
    series.set(this.#series);
    this.#series = series;
    const times = new Int32Array(this.#rows * 4);
    times.set(this.#times);
    this.#times = times;
    const values = new Float64Array(this.#rows * 2);
    values.set(this.#values);
    this.#values = values;
    this.#words = new Int32Array(values.buffer);
  }

  /** Appends everything to a table, and is empty then. */
  async drainTo(connection: DuckDBConnection, catalogue: string, table: string): Promise<void> {
    if (this.#rows === 0) return;
    const types = [UINTEGER, BIGINT, KIND_TYPES[this.#kind]];
    const appender = await connection.createAppender(table, undefined, catalogue);
    this.#chunk ??= DuckDBDataChunk.create(types);
    const chunk = this.#chunk;
    for (let from = 0; from < this.#rows; from += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, this.#rows - from);
      chunk.reset();
      chunk.rowCount = rows;
      this.#copy(chunk, 0, this.#series, from, rows);
      this.#copy(chunk, 1, this.#times, 2 * from, 2 * rows);
      if (this.#kind === 'text') chunk.setColumnValues(2, this.#texts.slice(from, from + rows));
      else this.#copy(chunk, 2, this.#values, from, rows);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    this.#rows = 0;
    this.#texts = [];
  }

  #copy(
    { chunk }: DuckDBDataChunk,
    column: number,
    source: Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>,
    from: number,
    count: number,
  ): void {
    const size = source.BYTES_PER_ELEMENT;
    const vector = duckdb.data_chunk_get_vector(chunk, column);
    duckdb.copy_data_to_vector(vector, 0, source.buffer, from * size, count * size);
  }
}

export class ColumnBuffer {
  readonly #columns: Readonly<Record<Kind, Columns>> = {
    float: new Columns('float'),
    integer: new Columns('integer'),
    unsigned: new Columns('unsigned'),
    text: new Columns('text'),
  };

  get values(): number {
    return KINDS.reduce((sum, kind) => sum + this.#columns[kind].rows, 0);
  }

  /** @param other what a double does not hold: text, or an integer beyond 2^53. */
  add(kind: Kind, series: number, timeMs: number, value: number, other?: string | bigint): void {
    this.#columns[kind].add(series, timeMs, value, other);
  }

  /** Appends everything to the tables of the kinds, and is empty then. */
  async drainTo(
    connection: DuckDBConnection,
    catalogue: string,
    tableOf: (kind: Kind) => string,
  ): Promise<void> {
    for (const kind of KINDS) await this.#columns[kind].drainTo(connection, catalogue, tableOf(kind));
  }
}
