/** The SQLite binding, and all there is of SQLite in the program: see docs/adr/0003. */

import type { DatabaseConnection, SqliteDatabase } from 'kysely';
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely';
import Database from 'libsql';
import type { Ledger, LedgerDialect } from '../ledger.ts';
import { keepAuditAppendOnly } from './append-only.ts';
import { withPreparedStatements } from './statements.ts';

/** Another process (a token being made, a backup) may hold the write lock for a moment. */
const BUSY_TIMEOUT_MS = 5_000;

/** Several programs may open a new ledger at once: one brings the schema up to date, the others wait and find it so. */
class WholeMigrationsAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Every transaction of the ledger writes. One that began as a reader cannot become the writer when another process
 * has written since, however long it waits: it takes the write lock at once.
 */
class WriterDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class LedgerOnSqlite extends SqliteDialect implements LedgerDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }

  override createAdapter(): WholeMigrationsAdapter {
    return new WholeMigrationsAdapter();
  }

  override createDriver(): WriterDriver {
    return new WriterDriver({ database: this.#database });
  }

  keepAuditAppendOnly(ledger: Ledger): Promise<void> {
    return keepAuditAppendOnly(ledger);
  }
}

/** A dialect over one database file; it is created when it is not there. */
export function sqliteDialect(path: string): LedgerDialect {
  const database = new Database(path);
  // WAL with NORMAL loses no consistency on power loss, but may lose the last commits; FULL does not.
  for (const pragma of [
    // First: already the change to WAL waits for whoever is at it.
    `busy_timeout = ${BUSY_TIMEOUT_MS}`,
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
  ]) {
    database.pragma(pragma);
  }
  return new LedgerOnSqlite(withPreparedStatements(database));
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
