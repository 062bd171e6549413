/** A ledger in memory that is closed after the test. */
import { onTestFinished } from 'vitest';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';

export async function ledgerInMemory(): Promise<Ledger> {
  const ledger = await openLedger(sqliteDialect(':memory:'));
  onTestFinished(() => ledger.destroy());
  return ledger;
}
