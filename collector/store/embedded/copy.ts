/** A copy of the store while it works: its catalogue as of one moment, and the files that the catalogue lists. */
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { quoted } from './part.ts';

/** @param path of the new file, which must not be there. */
export async function copyCatalogue(instance: DuckDBInstance, path: string): Promise<void> {
  const connection = await instance.connect();
  try {
    const named = await connection.runAndReadAll('select current_database()');
    const own = String(named.getRows()[0]?.[0]).replaceAll('"', '""');
    await connection.run(`attach ${quoted(path)} as catalogue_copy`);
    try {
      await connection.run(`copy from database "${own}" to catalogue_copy`);
    } finally {
      await connection.run('detach catalogue_copy');
    }
  } finally {
    connection.closeSync();
  }
}

/** Copies files to the same places under another folder. */
export async function copyParts(paths: readonly string[], from: string, to: string): Promise<void> {
  for (const path of paths) {
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(path, target);
  }
}
