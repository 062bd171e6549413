/** The ledger for commands that are run beside the collector, while it runs or not. */
import { accessSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '../collector/ledger/ledger.ts';
import { openLedger } from '../collector/ledger/ledger.ts';
import { sqliteDialect } from '../collector/ledger/sqlite/open.ts';
import { reasonOf, UserError } from '../config/error.ts';

/**
 * Opens the ledger of a data folder for a piece of work, and closes it.
 * @throws UserError when it cannot be opened.
 */
export async function withLedger<T>(folder: string, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  let ledger: Ledger;
  try {
    // SQLite says no more of a folder that is not there than that it cannot open a file.
    accessSync(folder);
    ledger = await openLedger(sqliteDialect(join(folder, 'ledger.sqlite')));
  } catch (error) {
    throw new UserError('data_unusable', { path: folder, reason: reasonOf(error) });
  }
  try {
    return await work(ledger);
  } finally {
    await ledger.destroy();
  }
}
