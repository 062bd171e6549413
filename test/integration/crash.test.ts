/** kill -9 of agent and collector: every point that was in the spool is in the store once. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needsBuild } from '../setup/canhmang.ts';
import { crash } from '../setup/crashes.ts';
import { describeWith } from '../setup/needs.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const ROUNDS = 6;
const TIMEOUT_MS = 120_000;

describeWith(needsBuild(), 'agent and collector that are killed', () => {
  it(
    'lose nothing that was written and store nothing twice',
    async () => {
      const seed = Math.floor(Math.random() * 1e9);
      const books = await crash({ folder: join(await folderOfTest(), 'crash'), rounds: ROUNDS, seed });
      expect(books, `seed ${seed}`).toMatchObject({ lost: [], twice: [] });
      expect(books.stored).toBeGreaterThan(ROUNDS * 20);
    },
    TIMEOUT_MS,
  );
});
