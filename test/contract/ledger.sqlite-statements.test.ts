/** Prepared statements that are used again behave as new ones do. */
import { CompiledQuery, Kysely, sql } from 'kysely';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { withPreparedStatements } from '../../collector/ledger/sqlite/statements.ts';

interface Numbers {
  number: { value: number };
}

describe('statements of the ledger', () => {
  let ledger: Kysely<Numbers>;

  beforeEach(async () => {
    ledger = new Kysely<Numbers>({ dialect: sqliteDialect(':memory:') });
    await sql`create table number (value integer primary key)`.execute(ledger);
  });
  afterEach(() => ledger.destroy());

  const insert = (...values: number[]) =>
    ledger
      .insertInto('number')
      .values(values.map((value) => ({ value })))
      .execute();
  const above = async (limit: number) =>
    (await ledger.selectFrom('number').selectAll().where('value', '>', limit).orderBy('value').execute()).map(
      ({ value }) => value,
    );

  it('take new values each time', async () => {
    await insert(1);
    await insert(2);
    expect([await above(0), await above(1), await above(2)]).toEqual([[1, 2], [2], []]);
  });

  it('work again after one has failed, and hold nothing open', async () => {
    await insert(1);
    await expect(insert(1)).rejects.toThrow(/UNIQUE/);
    await insert(3);
    await expect(insert(2, 3)).rejects.toThrow(/UNIQUE/);
    await ledger.transaction().execute((transaction) => transaction.deleteFrom('number').execute());
    await insert(2, 3);
    expect(await above(0)).toEqual([2, 3]);
  });

  it('see a table that has changed', async () => {
    await insert(1);
    const all = CompiledQuery.raw('select * from number');
    expect((await ledger.executeQuery(all)).rows).toEqual([{ value: 1 }]);
    await sql`alter table number add column name text`.execute(ledger);
    expect((await ledger.executeQuery(all)).rows).toEqual([{ value: 1, name: null }]);
  });

  it('can be read row by row while the same is asked again', async () => {
    const database = withPreparedStatements(new Database(':memory:'));
    database.prepare('create table number (value integer)').run([]);
    database.prepare('insert into number values (1), (2), (3)').run([]);
    const query = 'select value from number order by value';
    const rows = database.prepare(query).iterate([]);
    const seen = [rows.next().value, database.prepare(query).all([]).length, ...rows];
    expect(seen).toEqual([{ value: 1 }, 3, { value: 2 }, { value: 3 }]);
    database.close();
  });
});
