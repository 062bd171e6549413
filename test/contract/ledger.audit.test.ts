/** The audit: a chain that is only ever added to, and what `verifyAudit` finds when somebody went around the program. */
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { auditHead, readAudit, writeAudit } from '../../collector/audit/audit.ts';
import { NO_RECORD, recordHash } from '../../collector/audit/chain.ts';
import { verifyAudit } from '../../collector/audit/verify.ts';
import { logAuditHead } from '../../collector/housekeeping.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { auditChain } from '../../collector/ledger/migrations/0015-audit-chain.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { tempFolder } from '../unit/journal/temp-folder.ts';
import { ledgerInMemory } from './open-ledger.ts';

const entry = (number: number) => ({
  at_ms: 1_790_000_000_000 + number,
  author: 'Lan',
  address: '10.105.0.7',
  action: 'incident.comment',
  object: `incident:${number}`,
  detail: `Đã gọi điện lực, "lần ${number}"`,
});

async function withRecords(count: number): Promise<Ledger> {
  const ledger = await ledgerInMemory();
  for (let number = 1; number <= count; number++) await writeAudit(ledger, entry(number));
  return ledger;
}

/** As somebody who can write the file does. */
async function tamper(ledger: Ledger, statement: string): Promise<void> {
  for (const trigger of ['audit_no_update', 'audit_no_delete', 'audit_next_only'])
    await sql`drop trigger ${sql.id(trigger)}`.execute(ledger);
  await sql.raw(statement).execute(ledger);
}

describe('the audit', () => {
  it('is a chain from its first record on', async () => {
    const ledger = await withRecords(3);
    const [third, second, first] = await readAudit(ledger, 10);
    expect([first?.id, second?.id, third?.id]).toEqual([1, 2, 3]);
    expect([first?.previous, second?.previous, third?.previous]).toEqual([
      NO_RECORD,
      first?.hash,
      second?.hash,
    ]);
    expect(await verifyAudit(ledger)).toEqual({
      records: 3,
      head: { id: 3, hash: third?.hash },
      broken: null,
    });
  });

  it.each([
    ['half of a pair of UTF-16', 'user:\ud800'],
    ['the other half', 'user:x\udc00y'],
    ['a pair cut in two', 'user:😀'.slice(0, 6)],
    ['NUL', 'user:a\u0000b'],
    ['a mark of byte order', '\ufeffuser:a'],
    ['what is no character', 'user:\uffff\ufffe'],
    ['a whole pair', 'user:😀'],
  ])('stays whole with %s in a name that somebody typed', async (_, object) => {
    const ledger = await withRecords(1);
    await writeAudit(ledger, { ...entry(2), object, author: object, detail: object, address: object });
    await writeAudit(ledger, entry(3));
    expect(await verifyAudit(ledger)).toMatchObject({ records: 3, broken: null });
  });

  it('written anew without the record that was noted is cut', async () => {
    const ledger = await withRecords(3);
    const noted = await auditHead(ledger);
    await tamper(ledger, 'delete from audit');
    let previous = NO_RECORD;
    for (const id of [1, 2, 4]) {
      const record = { id, ...entry(id) };
      const hash = recordHash(previous, record);
      await ledger
        .insertInto('audit')
        .values({ ...record, previous, hash })
        .execute();
      previous = hash;
    }
    expect(noted?.id).toBe(3);
    expect((await verifyAudit(ledger, noted)).broken).toEqual({ id: 3, reason: 'cut' });
  });

  it('hashes what is written down, so that another program can check it', () => {
    const record = { id: 1, ...entry(1) };
    // Python: json.dumps([...], ensure_ascii=False, separators=(',', ':')) and hashlib.sha256
    expect(recordHash(NO_RECORD, record)).toBe(
      '7c0a4d0d414a74d627fdd39579d2c9ee4aa283588e1897c0de792da52e9ec931',
    );
  });

  it('is whole when there is nothing in it', async () => {
    expect(await verifyAudit(await ledgerInMemory())).toEqual({ records: 0, head: null, broken: null });
  });

  it('goes with the transaction of what was done', async () => {
    const ledger = await withRecords(1);
    const failing = ledger.transaction().execute(async (transaction) => {
      await writeAudit(transaction, entry(2));
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    await writeAudit(ledger, entry(3));
    expect((await verifyAudit(ledger)).records).toBe(2);
  });

  it.each([
    ["update audit set detail = 'nothing' where id = 2", 'never changed'],
    ['delete from audit where id = 2', 'never removed'],
    ['delete from audit', 'never removed'],
    ["insert or replace into audit values (2, 0, '', '', '', '', '', '', '')", 'follows the newest'],
    ["insert into audit values (9, 0, '', '', '', '', '', '', '')", 'follows the newest'],
    ["insert into audit values (4, 0, '', '', '', '', '', 'other', '')", 'follows the newest'],
    [
      "insert into audit (at_ms, author, address, action, object, detail) values (0, '', '', '', '', '')",
      'follows',
    ],
  ])('is kept by the database from %s', async (statement, reason) => {
    const ledger = await withRecords(3);
    await expect(sql.raw(statement).execute(ledger)).rejects.toThrow(reason);
    expect((await verifyAudit(ledger)).records).toBe(3);
  });

  it.each([
    {
      by: 'a detail changed',
      statement: "update audit set detail = 'x' where id = 2",
      id: 2,
      reason: 'changed',
    },
    {
      by: 'a time moved',
      statement: 'update audit set at_ms = at_ms + 1 where id = 4',
      id: 4,
      reason: 'changed',
    },
    { by: 'one taken out', statement: 'delete from audit where id = 3', id: 4, reason: 'unlinked' },
    { by: 'the first taken out', statement: 'delete from audit where id = 1', id: 2, reason: 'unlinked' },
    { by: 'a hash changed', statement: "update audit set hash = 'x' where id = 5", id: 5, reason: 'changed' },
  ])('shows the first record that is not right: $by', async ({ statement, id, reason }) => {
    const ledger = await withRecords(5);
    await tamper(ledger, statement);
    expect(await verifyAudit(ledger)).toMatchObject({ head: null, broken: { id, reason } });
  });

  it('shows a record that was changed together with its hash at the next', async () => {
    const ledger = await withRecords(3);
    const [, second] = await readAudit(ledger, 2);
    if (!second) throw new Error('there is no second record');
    const forged = { ...second, author: 'Minh' };
    const hash = recordHash(second.previous, forged);
    await tamper(ledger, `update audit set author = 'Minh', hash = '${hash}' where id = 2`);
    expect(await verifyAudit(ledger)).toMatchObject({ broken: { id: 3, reason: 'unlinked' } });
  });

  it('shows that its end was cut off, or all of it written anew, to who noted its head', async () => {
    const ledger = await withRecords(4);
    const noted = await auditHead(ledger);
    if (!noted) throw new Error('there is no head');
    await writeAudit(ledger, entry(5));
    expect(await verifyAudit(ledger, noted)).toMatchObject({ records: 5, broken: null });
    expect(await verifyAudit(ledger, { ...noted, hash: NO_RECORD })).toMatchObject({
      broken: { id: 4, reason: 'cut' },
    });
    await tamper(ledger, 'delete from audit where id > 3');
    expect(await verifyAudit(ledger)).toMatchObject({ records: 3, broken: null });
    expect(await verifyAudit(ledger, noted)).toMatchObject({ broken: { id: 4, reason: 'cut' } });
  });

  it('has its head in the log, once there is one', async () => {
    const { logger, logged } = memoryLogger();
    const ledger = await ledgerInMemory();
    await logAuditHead(ledger, logger);
    await writeAudit(ledger, entry(1));
    await logAuditHead(ledger, logger);
    const head = await auditHead(ledger);
    // Once: nothing was said while there was none.
    await logged(new RegExp(`"head":"1:${head?.hash}"`));
    await expect(auditHead(await ledgerInMemory())).resolves.toBeUndefined();
  });

  it('is checked page by page', async () => {
    const ledger = await ledgerInMemory();
    await ledger.transaction().execute(async (transaction) => {
      for (let number = 1; number <= 1_001; number++) await writeAudit(transaction, entry(number));
    });
    expect(await verifyAudit(ledger)).toMatchObject({ records: 1_001, head: { id: 1_001 } });
    await tamper(ledger, "update audit set detail = '' where id = 1001");
    expect(await verifyAudit(ledger)).toMatchObject({ broken: { id: 1_001, reason: 'changed' } });
  });
});

describe('an audit from before it was a chain', () => {
  it('is chained as it is, and protected from then on', async () => {
    const path = join(tempFolder(), 'ledger.sqlite');
    const before = new Database(path);
    before.exec(`create table audit (id integer primary key autoincrement, at_ms bigint not null,
      author text not null, address text not null, action text not null, object text not null, detail text not null)`);
    const insert = before.prepare('insert into audit values (?, ?, ?, ?, ?, ?, ?)');
    for (const id of [1, 2, 5])
      insert.run(id, 1_000 + id, 'Lan', '::1', 'test.start', 'site:tram-tau', 'ping');
    before.close();
    const dialect = sqliteDialect(path);
    // The one migration by itself: those before it have their own tests.
    const { Kysely } = await import('kysely');
    const ledger: Ledger = new Kysely({ dialect });
    onTestFinished(() => ledger.destroy());
    await auditChain.up(ledger);
    await dialect.keepAuditAppendOnly(ledger);
    expect(await verifyAudit(ledger)).toMatchObject({ records: 3, head: { id: 5 }, broken: null });
    await writeAudit(ledger, entry(6));
    expect(await verifyAudit(ledger)).toMatchObject({ records: 4, head: { id: 6 } });
    await expect(sql`delete from audit`.execute(ledger)).rejects.toThrow('never removed');
  });

  it('keeps its triggers when they were taken away while the collector was not there', async () => {
    const path = join(tempFolder(), 'ledger.sqlite');
    const first = await openLedger(sqliteDialect(path));
    await writeAudit(first, entry(1));
    await sql`drop trigger audit_no_delete`.execute(first);
    await first.destroy();
    const second = await openLedger(sqliteDialect(path));
    onTestFinished(() => second.destroy());
    await expect(sql`delete from audit`.execute(second)).rejects.toThrow('never removed');
  });
});
