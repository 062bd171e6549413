/** kill -9 of agent and collector at random moments: every point that was in the spool is in the store once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from '../../setup/crashes.ts';
import type { BenchCase } from '../bench-case.ts';

const KILLS = 50;

export const bench: BenchCase = {
  name: 'crash',
  describes: `${KILLS} times agent, collector or both are killed while points come; then the books are settled`,
  rounds: 1,
  ratios: [],
  limits: [
    { subject: 'agent and collector', figure: 'lost_points', atMost: 0 },
    { subject: 'agent and collector', figure: 'points_stored_twice', atMost: 0 },
  ],
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
    const run = async () => {
      const seed = Number(process.env.CANHMANG_BENCH_SEED ?? Math.floor(Math.random() * 1e9));
      const books = await crash({ folder: join(folder, String(seed)), rounds: KILLS, seed });
      const figures = {
        seed,
        stored_points: books.stored,
        lost_points: books.lost.length,
        points_stored_twice: books.twice.length,
      };
      return { figures };
    };
    return {
      subjects: [{ name: 'agent and collector', run }],
      async close() {
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
