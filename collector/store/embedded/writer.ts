/** Writes tables and files to new files, one at a time; those that they replace go when nobody reads them. */
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Logger } from 'pino';
import type { Catalogue } from './catalogue.ts';
import { type Generation, tableOf } from './head.ts';
import type { Leases } from './leases.ts';
import { DAY_MS, extentOf, type Part, partPath, quoted, writePart } from './part.ts';
import { KINDS, MEMORY } from './schema.ts';

/** What a part is, before it is known what is in it. */
export type PartKind = Pick<Part, 'tier' | 'kind' | 'level'>;

export interface PartWriterOptions {
  readonly instance: DuckDBInstance;
  readonly catalogue: Catalogue;
  readonly leases: Leases;
  /** Everything below it is the store's. */
  readonly folder: string;
  readonly logger: Logger;
}

export class PartWriter {
  readonly connection: DuckDBConnection;
  readonly #options: PartWriterOptions;

  private constructor(connection: DuckDBConnection, options: PartWriterOptions) {
    this.connection = connection;
    this.#options = options;
  }

  static async open(options: PartWriterOptions): Promise<PartWriter> {
    return new PartWriter(await options.instance.connect(), options);
  }

  pathOf(part: Omit<Part, 'bytes'>): string {
    return partPath(this.#options.folder, part);
  }

  /** Writes a relation with the columns `series` and `time_ms` to a file. @returns nothing where there is nothing. */
  async write(relation: string, kind: PartKind): Promise<Part[]> {
    const extent = await extentOf(this.connection, relation);
    if (!extent) return [];
    const part = { ...kind, ...extent, id: this.#options.catalogue.newPartId() };
    const path = this.pathOf(part);
    await mkdir(dirname(path), { recursive: true });
    return [{ ...part, bytes: await writePart(this.connection, `select * from ${relation}`, path) }];
  }

  /** Writes a generation's values, each day to a file of its own. */
  async writeGeneration(generation: Generation): Promise<Part[]> {
    const parts: Part[] = [];
    for (const kind of KINDS) {
      const table = `${MEMORY}.${tableOf(generation, kind)}`;
      const days = await this.connection.runAndReadAll(
        `select distinct floor(time_ms / ${DAY_MS}.0)::bigint as day from ${table} order by day`,
      );
      const single = days.currentRowCount === 1;
      for (const [day] of days.getRows()) {
        const from = Number(day) * DAY_MS;
        const ofDay = `(from ${table} where time_ms >= ${from} and time_ms < ${from + DAY_MS})`;
        parts.push(...(await this.write(single ? table : ofDay, { tier: 'raw', kind, level: 0 })));
      }
    }
    return parts;
  }

  /** The rows of parts as a relation. */
  relationOf(parts: readonly Part[]): string {
    return `read_parquet([${parts.map((part) => quoted(this.pathOf(part))).join(', ')}])`;
  }

  /** Removes files that the catalogue no longer lists, when nobody reads them any more. */
  async discard(parts: readonly Part[]): Promise<void> {
    await this.#options.leases.settled();
    for (const part of parts) await this.#remove(this.pathOf(part));
  }

  async #remove(path: string): Promise<void> {
    await unlink(path).catch((error) =>
      this.#options.logger.warn({ err: error, path }, 'store: a file that is no longer needed stays'),
    );
  }

  /** Removes what a crash left behind: it is in the ingest log, or in the parts it was made of. */
  async removeUnlisted(): Promise<void> {
    const { folder, catalogue } = this.#options;
    const listed = new Set(catalogue.parts.map((part) => this.pathOf(part)));
    const names = await readdir(folder, { recursive: true });
    const files = names.map((name) => join(folder, name)).filter((path) => path.endsWith('.parquet'));
    for (const path of files) if (!listed.has(path)) await this.#remove(path);
  }

  close(): void {
    this.connection.closeSync();
  }
}
