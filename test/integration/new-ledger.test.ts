import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');
const PROGRAMS = 6;
/** Of every program. */
const TIMES = 20;

let folder: string;
beforeAll(async () => {
  mkdirSync(DIST, { recursive: true });
  // Inside of the checkout: the program has to find its packages.
  folder = mkdtempSync(join(DIST, 'test-'));
  const input = { program: join(ROOT, 'test/setup/ledger-program.ts') };
  const bundle = await rolldown({ input, platform: 'node', external: ['libsql'] });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' });
  await bundle.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a ledger that several programs open at once', () => {
  it('is made by one of them while the others wait, and loses nothing that each reads and writes in it', async () => {
    const path = join(folder, 'ledger.sqlite');
    const program = () => run(process.execPath, [join(folder, 'program.mjs'), path, String(TIMES)]);
    await Promise.all(Array.from({ length: PROGRAMS }, program));
    const ledger = await openLedger(sqliteDialect(path));
    const row = await ledger.selectFrom('meta').select('value').where('key', '=', 'test').executeTakeFirst();
    await ledger.destroy();
    expect(row?.value).toBe(String(PROGRAMS * TIMES));
  });
});
