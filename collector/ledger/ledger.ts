/** The operational database: states, incidents, outbox, marks, tokens. */

import type { Dialect } from 'kysely';
import { Kysely, Migrator, Transaction } from 'kysely';
import { MIGRATIONS } from './migrations/index.ts';
import type { LedgerSchema } from './schema.ts';

export type Ledger = Kysely<LedgerSchema>;
export type LedgerTransaction = Transaction<LedgerSchema>;
/** What queries take: they work inside a transaction and outside. */
export type LedgerReader = Kysely<LedgerSchema>;

/** What a database has of its own, beside what Kysely knows of it. */
export interface LedgerDialect extends Dialect {
  /** Called when the schema is up to date: from then on the database itself keeps the audit append-only. */
  keepAuditAppendOnly(ledger: Ledger): Promise<void>;
}

/** Opens and brings the schema up to date. */
export async function openLedger(dialect: LedgerDialect): Promise<Ledger> {
  const ledger = new Kysely<LedgerSchema>({ dialect });
  const migrator = new Migrator({ db: ledger, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await ledger.destroy();
    throw error;
  }
  await dialect.keepAuditAppendOnly(ledger);
  return ledger;
}

/** In the transaction that is under way, or in one of its own. */
export function inTransaction<T>(
  ledger: LedgerReader,
  work: (transaction: LedgerTransaction) => Promise<T>,
): Promise<T> {
  return ledger instanceof Transaction ? work(ledger) : ledger.transaction().execute(work);
}
