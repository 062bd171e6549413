/**
 * What is not in files yet: gathered by column, and then in tables of a database in memory, where queries find it.
 * The ingest log has all of it on disk. A generation of tables is sealed, written to files and dropped.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ColumnBuffer } from './column-buffer.ts';
import { KIND_TYPES, KINDS, type Kind, MEMORY } from './schema.ts';
import { Turns } from './turns.ts';

/** Tables in memory that hold values of the same stretch of the ingest log. */
export interface Generation {
  readonly number: number;
}

export function tableOf({ number }: Generation, kind: Kind): string {
  return `${kind}_${number}`;
}

export class Head {
  /** Takes appends only: they are synchronous, and would wait for a statement that runs. */
  readonly #appends: DuckDBConnection;
  #buffer = new ColumnBuffer();
  /** Empty, with room for as much as it had: memory that is asked for anew each time is given back late. */
  #spare = new ColumnBuffer();
  #generations: readonly Generation[] = [];
  #current: Generation = { number: 0 };
  #lastNumber = 0;
  readonly #turns = new Turns();
  /** Values in the tables of the current generation. */
  #absorbed = 0;
  #fault: unknown;

  private constructor(appends: DuckDBConnection) {
    this.#appends = appends;
  }

  static async open(instance: DuckDBInstance): Promise<Head> {
    const connection = await instance.connect();
    await connection.run(`attach ':memory:' as ${MEMORY}`);
    const head = new Head(connection);
    await head.#begin();
    return head;
  }

  /** Values that are not sealed yet. */
  get values(): number {
    return this.#absorbed + this.#buffer.values;
  }

  /** Where values are gathered at this moment. */
  get buffer(): ColumnBuffer {
    return this.#buffer;
  }

  /** Generations whose tables have values, or may have. */
  get generations(): readonly Generation[] {
    return this.#generations;
  }

  /**
   * Puts what has been gathered before the call into the tables.
   * @throws also at every call after a failure: what failed is missing, and must be given again from the ingest log.
   */
  absorb(): Promise<void> {
    return this.#turns.run(() => this.#absorb());
  }

  async #absorb(): Promise<void> {
    if (this.#fault !== undefined) throw this.#fault;
    const buffer = this.#buffer;
    if (buffer.values === 0) return;
    this.#buffer = this.#spare;
    this.#spare = buffer;
    this.#absorbed += buffer.values;
    try {
      await buffer.drainTo(this.#appends, MEMORY, (kind) => tableOf(this.#current, kind));
    } catch (error) {
      this.#fault = error;
      throw error;
    }
  }

  /**
   * Ends the current generation with what has been gathered before the call.
   * @param sealing called when what is gathered from then on belongs to the next one.
   */
  seal(sealing: () => void): Promise<Generation> {
    return this.#turns.run(async () => {
      sealing();
      await this.#absorb();
      const generation = this.#current;
      await this.#begin();
      return generation;
    });
  }

  /** A generation of its own with what is in a buffer; queries do not see it. */
  separate(buffer: ColumnBuffer): Promise<Generation> {
    return this.#turns.run(async () => {
      const generation = await this.#newGeneration();
      await buffer.drainTo(this.#appends, MEMORY, (kind) => tableOf(generation, kind));
      return generation;
    });
  }

  async #begin(): Promise<void> {
    this.#current = await this.#newGeneration();
    this.#absorbed = 0;
    this.#generations = [...this.#generations, this.#current];
  }

  async #newGeneration(): Promise<Generation> {
    const generation = { number: ++this.#lastNumber };
    for (const kind of KINDS) {
      const table = `${MEMORY}.${tableOf(generation, kind)}`;
      await this.#appends.run(
        `create table ${table} (series uinteger not null, time_ms bigint not null, value ${KIND_TYPES[kind]} not null)`,
      );
    }
    return generation;
  }

  /** Queries that begin from now on do not see it. */
  forget({ number }: Generation): void {
    this.#generations = this.#generations.filter((generation) => generation.number !== number);
  }

  drop(generation: Generation): Promise<void> {
    return this.#turns.run(async () => {
      for (const kind of KINDS) await this.#appends.run(`drop table ${MEMORY}.${tableOf(generation, kind)}`);
    });
  }

  close(): void {
    this.#appends.closeSync();
  }
}
