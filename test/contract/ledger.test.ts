import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasToken, holderOf, issueToken } from '../../collector/api/auth/tokens.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import {
  forgetMark,
  readMarks,
  readProgress,
  writeMark,
  writeProgress,
} from '../../collector/ledger/meta.ts';
import { lockFile, sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { tempFolder } from '../unit/journal/temp-folder.ts';
import { ledgerInMemory } from './open-ledger.ts';

describe('ledger', () => {
  it('is there again with what it held when it is opened again', async () => {
    const path = join(tempFolder(), 'ledger.sqlite');
    const first = await openLedger(sqliteDialect(path));
    await writeProgress(first, { position: 7, evidenceMs: 1_750_000_000_000 });
    await first.destroy();
    const second = await openLedger(sqliteDialect(path));
    expect(await readProgress(second)).toEqual({ position: 7, evidenceMs: 1_750_000_000_000 });
    await second.destroy();
  });

  it('has followed nothing at first', async () => {
    expect(await readProgress(await ledgerInMemory())).toEqual({ position: 0, evidenceMs: 0 });
  });

  it('keeps the newest progress', async () => {
    const ledger = await ledgerInMemory();
    await writeProgress(ledger, { position: 1, evidenceMs: 10 });
    await writeProgress(ledger, { position: 2, evidenceMs: 20 });
    expect(await readProgress(ledger)).toEqual({ position: 2, evidenceMs: 20 });
  });

  it('keeps one mark for each spool of each agent', async () => {
    const ledger = await ledgerInMemory();
    for (const [epoch, taken] of [
      ['e', '1-1'],
      ['e', '1-5,9-9'],
      ['f', '2-2'],
    ] as const)
      await writeMark(ledger, { agent: 'core', epoch, taken });
    expect(await readMarks(ledger)).toEqual([
      { agent: 'core', epoch: 'e', taken: '1-5,9-9' },
      { agent: 'core', epoch: 'f', taken: '2-2' },
    ]);
    await forgetMark(ledger, { agent: 'core', epoch: 'e' });
    expect((await readMarks(ledger)).map(({ epoch }) => epoch)).toEqual(['f']);
  });

  it('undoes the whole of a transaction that fails', async () => {
    const ledger = await ledgerInMemory();
    const failing = ledger.transaction().execute(async (transaction) => {
      await writeProgress(transaction, { position: 9, evidenceMs: 9 });
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(await readProgress(ledger)).toEqual({ position: 0, evidenceMs: 0 });
  });
});

describe('tokens', () => {
  it('name their holder', async () => {
    const ledger = await ledgerInMemory();
    const token = await issueToken(ledger, 'agent', 'core', 0);
    expect(await holderOf(ledger, token, 0)).toMatchObject({ kind: 'agent', holder: 'core' });
    expect([await hasToken(ledger, 'agent'), await hasToken(ledger, 'viewer')]).toEqual([true, false]);
  });

  it('end with the next one of the same holder', async () => {
    const ledger = await ledgerInMemory();
    const first = await issueToken(ledger, 'agent', 'core', 0);
    const other = await issueToken(ledger, 'agent', 'sites', 0);
    await issueToken(ledger, 'agent', 'core', 1);
    expect(await holderOf(ledger, first, 0)).toBeUndefined();
    expect(await holderOf(ledger, other, 0)).toMatchObject({ kind: 'agent', holder: 'sites' });
  });

  it('are kept as a hash only', async () => {
    const ledger = await ledgerInMemory();
    const token = await issueToken(ledger, 'viewer', 'page', 0);
    expect(JSON.stringify(await ledger.selectFrom('token').selectAll().execute())).not.toContain(token);
  });
});

describe('the lock of a data folder', () => {
  it('keeps others out until it is released', () => {
    const path = join(tempFolder(), 'collector.lock');
    const lock = lockFile(path);
    expect(lockFile(path)).toBeUndefined();
    lock?.release();
    const next = lockFile(path);
    expect(next).toBeDefined();
    next?.release();
  });
});
