/** The store's files: each holds values of one kind and one day, sorted by series and time. Parquet, for any tool. */
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { TimeRange } from '../metric-store.ts';
import type { KINDS } from './schema.ts';

export const DAY_MS = 86_400_000;

/** Raw values, or what is left of them: lowest, highest, average, count and 95th percentile of each interval. */
export const TIERS = ['raw', 'five_minutes', 'hour'] as const;
export type Tier = (typeof TIERS)[number];

export interface Part extends TimeRange {
  readonly id: number;
  readonly tier: Tier;
  /** Roll-ups are floats whatever they were made of. */
  readonly kind: (typeof KINDS)[number];
  /** How often its values have been merged. */
  readonly level: number;
  readonly firstSeries: number;
  readonly lastSeries: number;
  readonly valueCount: number;
  readonly bytes: number;
}

/** Where a part lies under the store's folder. */
export function partPath(folder: string, { id, tier, kind, fromMs }: Omit<Part, 'bytes'>): string {
  const day = new Date(dayOf(fromMs)).toISOString().slice(0, 10);
  return join(folder, tier, day, `${kind}-${id}.parquet`);
}

/** Start of the UTC day of a time, epoch milliseconds. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS;
}

/** Text in SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const extentSchema = z.tuple([
  z.bigint(),
  z.bigint().nullable(),
  z.bigint().nullable(),
  z.number().nullable(),
  z.number().nullable(),
]);

export interface Extent extends TimeRange {
  readonly firstSeries: number;
  readonly lastSeries: number;
  readonly valueCount: number;
}

/** What lies in a relation with the columns `series` and `time_ms`; `undefined` when it is empty. */
export async function extentOf(connection: DuckDBConnection, relation: string): Promise<Extent | undefined> {
  const result = await connection.runAndReadAll(
    `select count(*), min(time_ms), max(time_ms), min(series), max(series) from ${relation}`,
  );
  const [count, from, last, firstSeries, lastSeries] = extentSchema.parse(result.getRows()[0]);
  if (from === null || last === null || firstSeries === null || lastSeries === null) return undefined;
  return { valueCount: Number(count), fromMs: Number(from), toMs: Number(last) + 1, firstSeries, lastSeries };
}

/**
 * Zstandard halves what the default leaves; version 2 has the encodings for times and floats. Measured on counters
 * and gauges of a day: 0.6 bytes a value against 1.3.
 */
const FORMAT = 'format parquet, compression zstd, parquet_version v2';

/** Writes the rows of a query to a file, sorted, and makes it durable. @returns its size in bytes. */
export async function writePart(connection: DuckDBConnection, query: string, path: string): Promise<number> {
  await connection.run(`copy (${query} order by series, time_ms) to ${quoted(path)} (${FORMAT})`);
  const bytes = await syncPath(path);
  await syncPath(dirname(path));
  return bytes;
}

async function syncPath(path: string): Promise<number> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** Parts by what they have in common. */
export function groupParts<K>(parts: readonly Part[], keyOf: (part: Part) => K): Map<K, Part[]> {
  const groups = new Map<K, Part[]>();
  for (const part of parts) {
    const group = groups.get(keyOf(part));
    if (group) group.push(part);
    else groups.set(keyOf(part), [part]);
  }
  return groups;
}
