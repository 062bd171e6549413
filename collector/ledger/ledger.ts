/** The operational database: states, incidents, outbox, marks, tokens. */

import type { Dialect, Transaction } from 'kysely';
import { Kysely, Migrator } from 'kysely';
import { MIGRATIONS } from './migrations/index.ts';
import type { LedgerSchema } from './schema.ts';

export type Ledger = Kysely<LedgerSchema>;
export type LedgerTransaction = Transaction<LedgerSchema>;
/** What queries take: they work inside a transaction and outside. */
export type LedgerReader = Kysely<LedgerSchema>;

/** Opens and brings the schema up to date. */
export async function openLedger(dialect: Dialect): Promise<Ledger> {
  const ledger = new Kysely<LedgerSchema>({ dialect });
  const migrator = new Migrator({ db: ledger, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await ledger.destroy();
    throw error;
  }
  return ledger;
}
