/** The books of a test with numbered points: what was measured, and what a collector that has ended has stored. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** How often each number is in the store's files. Nothing of ours is needed to read them. */
export async function storedNumbers(data: string): Promise<Map<number, number>> {
  const instance = await DuckDBInstance.create(join(data, 'metrics.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const numbers = new Map<number, number>();
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.parquet'),
  );
  for (const file of files) {
    const result = await connection.runAndReadAll(
      `select value from '${join(data, file)}' as part join series on series.id = part.series
       where measurement = 'numbered' and field = 'n'`,
    );
    for (const [value] of result.getRows()) {
      const number = Number(value);
      numbers.set(number, (numbers.get(number) ?? 0) + 1);
    }
  }
  connection.closeSync();
  instance.closeSync();
  return numbers;
}

export interface Books {
  /** In the spool for sure, and not in the store. */
  readonly lost: readonly number[];
  /** In the store more than once. */
  readonly twice: readonly number[];
  readonly stored: number;
}

/** @param runs of the agent: its first number, and the last that it said was in its spool. */
export function settleBooks(
  runs: readonly { readonly first: number; readonly last: number }[],
  stored: ReadonlyMap<number, number>,
): Books {
  const lost: number[] = [];
  for (const { first, last } of runs)
    for (let number = first; number <= last; number++) if (!stored.has(number)) lost.push(number);
  const twice = [...stored].filter(([, count]) => count > 1).map(([number]) => number);
  return { lost, twice, stored: stored.size };
}
