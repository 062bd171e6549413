/** The SQLite binding, and all there is of SQLite in the program: see docs/adr/0003. */

import { SqliteDialect } from 'kysely';
import Database from 'libsql';
import { withPreparedStatements } from './statements.ts';

/** Another process (a token being made, a backup) may hold the write lock for a moment. */
const BUSY_TIMEOUT_MS = 5_000;

/** A dialect over one database file; it is created when it is not there. */
export function sqliteDialect(path: string): SqliteDialect {
  const database = new Database(path);
  // WAL with NORMAL loses no consistency on power loss, but may lose the last commits; FULL does not.
  for (const pragma of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    `busy_timeout = ${BUSY_TIMEOUT_MS}`,
  ]) {
    database.pragma(pragma);
  }
  return new SqliteDialect({ database: withPreparedStatements(database) });
}

/** Keeps other processes out until it is released, or its process ends however it ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks through the operating system's lock on an SQLite file: unlike a file with a process id, it cannot be left
 * behind by a crash.
 * @returns `undefined` when another process holds it.
 */
export function lockFile(path: string): FolderLock | undefined {
  const database = new Database(path);
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

/** Writes a copy of a database as of one moment, while others read and write it. @param to must not be there. */
export function copyDatabase(from: string, to: string): void {
  const database = new Database(from);
  try {
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.exec(`vacuum into '${to.replaceAll("'", "''")}'`);
  } finally {
    database.close();
  }
}
