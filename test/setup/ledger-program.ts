/** A program of its own that opens a ledger and counts in it: `PATH TIMES`. Bundled and run by tests. */
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';

const [path = '', times = '0'] = process.argv.slice(2);
const ledger = await openLedger(sqliteDialect(path));
for (let time = 0; time < Number(times); time++) {
  await ledger.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('meta')
      .select('value')
      .where('key', '=', 'test')
      .executeTakeFirst();
    const value = String(Number(row?.value ?? 0) + 1);
    await transaction
      .insertInto('meta')
      .values({ key: 'test', value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  });
}
await ledger.destroy();
