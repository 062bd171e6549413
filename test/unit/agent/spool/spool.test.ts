import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpooledBatch } from '../../../../agent/spool/batch.ts';
import { spoolSchema } from '../../../../model/probe-settings.ts';
import { tempFolder } from '../../journal/temp-folder.ts';
import { listeningLogger } from '../silent-logger.ts';
import { FilledSpool, NO_LIMIT, numbersOf, point, upTo } from './filled-spool.ts';

function segments(directory: string): string[] {
  return readdirSync(directory).filter((name) => /\.(journal|packed)$/.test(name));
}

/** So much that a record is no longer live when the next but three has come. */
const LARGE = 'x'.repeat(60_000);

describe('spool', () => {
  it('has nothing to send at first', async () => {
    const { spool } = await FilledSpool.open(tempFolder());
    expect([spool.takeLive(NO_LIMIT), await spool.takeBacklog(NO_LIMIT), spool.backlog]).toEqual([
      undefined,
      undefined,
      0,
    ]);
  });

  it('stores on closing what it collected, for the next start', async () => {
    const directory = tempFolder();
    const before = await FilledSpool.open(directory);
    before.spool.add([point(1)]);
    await before.close();
    const after = await FilledSpool.open(directory);
    expect([after.spool.backlog, await after.drain()]).toEqual([1, [[1]]]);
  });

  it('tells when there is something to send, and has it on disk by then', async () => {
    const directory = tempFolder();
    const { spool, timers } = await FilledSpool.open(directory);
    const told = new Promise<void>((resolve) => spool.onRecord(resolve));
    spool.add([point(1)]);
    spool.add([point(2)]);
    await timers.advance(200);
    await told;
    expect(readFileSync(join(directory, segments(directory)[0]!), 'utf8')).toContain(
      'm n=1i,text="" 1000000\nm n=2i,text="" 2000000\n',
    );
    expect(numbersOf(spool.takeLive(NO_LIMIT))).toEqual([1, 2]);
  });

  it('tells when what was added is on disk', async () => {
    const directory = tempFolder();
    const { spool, timers } = await FilledSpool.open(directory);
    expect(await spool.stored()).toBe(true);
    spool.add([point(1)]);
    const stored = spool.stored();
    await timers.advance(200);
    expect(await stored).toBe(true);
    expect(readFileSync(join(directory, segments(directory)[0]!), 'utf8')).toContain('m n=1i');
  });

  it('makes no record of points that have no fields', async () => {
    const filled = await FilledSpool.open(tempFolder());
    filled.spool.add([{ ...point(1), fields: { a: Number.NaN } }]);
    await filled.close();
    expect(filled.spool.backlog).toBe(0);
  });

  it('makes several records of a burst', async () => {
    const filled = await FilledSpool.open(tempFolder());
    filled.spool.add(upTo(50).map((number) => point(number, 'x'.repeat(5_000))));
    await filled.close();
    expect(filled.spool.backlog).toBe(4);
  });

  it('gives at least one record and no more than asked for', async () => {
    const filled = await FilledSpool.open(tempFolder());
    await filled.add([1, 2, 3]);
    const { spool } = filled;
    const bytes = Buffer.from('m n=1i,text="" 1000000\n').length;
    expect(numbersOf(spool.takeLive(1))).toEqual([1]);
    expect(numbersOf(spool.takeLive(2 * bytes))).toEqual([2, 3]);
    expect(spool.takeLive(NO_LIMIT)).toBeUndefined();
  });

  it('gives what is new before what was left over, oldest first', async () => {
    const directory = tempFolder();
    const before = await FilledSpool.open(directory);
    await before.add(upTo(3));
    await before.close();
    const filled = await FilledSpool.open(directory);
    await filled.add([4, 5]);
    expect(await filled.drain()).toEqual([
      [4, 5],
      [1, 2, 3],
    ]);
    expect(filled.spool.backlog).toBe(0);
  });

  it('leaves what came during an outage to the backlog, but for the newest', async () => {
    const filled = await FilledSpool.open(tempFolder());
    await filled.add(upTo(10), LARGE);
    expect(numbersOf(filled.spool.takeLive(NO_LIMIT))).toEqual([7, 8, 9, 10]);
    await filled.add([11]);
    expect(await filled.drain()).toEqual([[11], upTo(6)]);
  });

  it('does not give again what was settled, after a restart either, in any order', async () => {
    const directory = tempFolder();
    const before = await FilledSpool.open(directory);
    await before.add([1]);
    const first = before.spool.takeLive(NO_LIMIT)!;
    await before.add([2]);
    before.spool.settle(before.spool.takeLive(NO_LIMIT)!);
    await before.add([3]);
    await before.close();
    expect(numbersOf(first)).toEqual([1]);
    const after = await FilledSpool.open(directory);
    expect([after.spool.backlog, await after.drain()]).toEqual([2, [[1], [3]]]);
  });

  it('gives again what the collector has a part of, without that part', async () => {
    const filled = await FilledSpool.open(tempFolder());
    await filled.add(upTo(5));
    const batch = filled.spool.takeLive(NO_LIMIT)!;
    filled.spool.settlePart(batch, [{ first: 2, last: 3 }]);
    expect(await filled.drain()).toEqual([[1], [4, 5]]);
  });

  it('names each run anew and its records by the run that measured them', async () => {
    const directory = tempFolder();
    const before = await FilledSpool.open(directory);
    await before.add([1, 2]);
    await before.close();
    const { spool } = await FilledSpool.open(directory);
    const batch = await spool.takeBacklog(NO_LIMIT);
    expect(batch).toMatchObject({ lane: 'backlog', epoch: before.spool.epoch, first: 1, last: 2 });
    expect(spool.epoch).not.toBe(before.spool.epoch);
  });

  it('never puts records of two runs into one batch', async () => {
    const directory = tempFolder();
    for (const number of [1, 2]) {
      const run = await FilledSpool.open(directory);
      await run.add([number]);
      await run.close();
    }
    expect(await (await FilledSpool.open(directory)).drain()).toEqual([[1], [2]]);
  });

  it.each(['{"settled":', '{"settled":"no"}', '[]'])(
    'gives everything again, by the same names, where it is written that "%s" is settled',
    async (damaged) => {
      const directory = tempFolder();
      const before = await FilledSpool.open(directory);
      await before.add([1, 2]);
      const sent = before.spool.takeLive(NO_LIMIT)!;
      before.spool.settle(sent);
      await before.close();
      writeFileSync(join(directory, 'settled.json'), damaged);
      const { spool } = await FilledSpool.open(directory);
      expect(await spool.takeBacklog(NO_LIMIT)).toEqual({ ...sent, lane: 'backlog' });
    },
  );

  it('goes on behind what was settled where the disk lost the records', async () => {
    const directory = tempFolder();
    const before = await FilledSpool.open(directory);
    await before.add([1, 2]);
    before.spool.settle(before.spool.takeLive(NO_LIMIT)!);
    await before.close();
    for (const name of segments(directory)) rmSync(join(directory, name));
    const after = await FilledSpool.open(directory);
    expect(after.spool.backlog).toBe(0);
    await after.add([3]);
    expect(await after.drain()).toEqual([[3]]);
  });

  it('counts what a damaged disk lost, and gives the rest', async () => {
    const directory = tempFolder();
    const before = await FilledSpool.open(directory);
    await before.add(upTo(5));
    await before.close();
    const path = join(directory, segments(directory)[0]!);
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('n=2i')]! ^= 1;
    bytes[bytes.indexOf('n=3i')]! ^= 1;
    writeFileSync(path, bytes);
    const after = await FilledSpool.open(directory);
    expect(await after.drain()).toEqual([[1], [4, 5]]);
    expect([after.spool.lost, after.spool.backlog]).toEqual([{ records: 2, points: 2 }, 0]);
  });

  it('gives each record once, whatever is added, sent, refused and restarted in between', async () => {
    const step = fc.constantFrom(
      'add' as const,
      'add' as const,
      ...(Object.keys(STEPS) as (keyof typeof STEPS)[]),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const directory = tempFolder();
        const story: Story = {
          directory,
          filled: await FilledSpool.open(directory),
          added: 0,
          out: [],
          settled: [],
        };
        for (const action of steps) await STEPS[action](story);
        const { filled, out, settled, added } = story;
        for (const batch of out) filled.spool.settlePart(batch, []);
        settled.push(...(await filled.drain()).flat());
        await filled.close();
        expect(settled.toSorted((one, other) => one - other)).toEqual(upTo(added));
        expect(filled.spool.lost).toEqual({ records: 0, points: 0 });
      }),
      { numRuns: 25 },
    );
  });
});

/** What happens to a spool, and what is known of it from outside. */
interface Story {
  readonly directory: string;
  filled: FilledSpool;
  added: number;
  out: SpooledBatch[];
  readonly settled: number[];
}

const STEPS = {
  async add(story: Story) {
    await story.filled.add([++story.added], LARGE);
  },
  async restart(story: Story) {
    await story.filled.close();
    story.filled = await FilledSpool.open(story.directory);
    story.out = [];
  },
  async live({ filled, out }: Story) {
    const batch = filled.spool.takeLive(200_000);
    if (batch) out.push(batch);
  },
  async backlog({ filled, out }: Story) {
    const batch = await filled.spool.takeBacklog(200_000);
    if (batch) out.push(batch);
  },
  async settle({ filled, out, settled }: Story) {
    const batch = out.shift();
    if (!batch) return;
    filled.spool.settle(batch);
    settled.push(...numbersOf(batch));
  },
  async settleFirst({ filled, out, settled }: Story) {
    const batch = out.shift();
    if (!batch) return;
    filled.spool.settlePart(batch, [{ first: batch.first, last: batch.first }]);
    settled.push(...numbersOf(batch).slice(0, 1));
  },
};

describe('spool within its bounds', () => {
  const small = { ...spoolSchema.parse({}), max_mb: 4 };

  it('gives the oldest up when it is full, counts them, and keeps the newest', async () => {
    const directory = tempFolder();
    const { logger, messages } = listeningLogger();
    // Random, so that packing does not make room.
    const text = () =>
      Buffer.from(Uint8Array.from({ length: 45_000 }, () => Math.random() * 256)).toString('base64');
    const filled = await FilledSpool.open(directory, { settings: small, logger });
    for (const number of upTo(150)) await filled.add([number], text());
    await filled.close();
    expect(messages()).toContain('spool: is full, the oldest measurements are lost');
    const { points, records } = filled.spool.lost;
    expect(points).toBe(records);
    expect(points).toBeGreaterThan(20);
    expect(filled.spool.backlog).toBe(150 - points);
    const after = await FilledSpool.open(directory, { settings: small });
    expect((await after.drain()).flat()).toEqual(upTo(150, points + 1));
    expect(after.spool.bytes).toBeLessThan(6e6);
  });

  it('gives up what is too old', async () => {
    const directory = tempFolder();
    for (const number of [1, 2, 3]) {
      const run = await FilledSpool.open(directory);
      await run.add([number]);
      await run.close();
    }
    const nowMs = Date.now();
    const agesDays = [36, 34, 1];
    for (const [index, name] of segments(directory).entries())
      utimesSync(join(directory, name), 0, nowMs / 1_000 - agesDays[index]! * 86_400);
    const filled = await FilledSpool.open(directory, { now: () => nowMs });
    await filled.add([4]);
    await filled.close();
    expect(filled.spool.lost).toEqual({ records: 1, points: 1 });
    expect((await (await FilledSpool.open(directory)).drain()).flat()).toEqual([2, 3, 4]);
  });

  it('lets segments go when all of them is settled', async () => {
    const directory = tempFolder();
    const filled = await FilledSpool.open(directory);
    await filled.add(upTo(80), LARGE);
    await filled.drain();
    await filled.close();
    expect(segments(directory)).toHaveLength(1);
  });
});

describe('spool on a disk that takes nothing', () => {
  /** As a disk that is full: every write fails until it is mended. */
  function breakDisk(directory: string): () => void {
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    return () => {
      rmSync(directory);
      mkdirSync(directory);
    };
  }

  it('sends from memory, says so once, and writes when the disk takes it again', async () => {
    const directory = join(tempFolder(), 'spool');
    const { logger, messages } = listeningLogger();
    const filled = await FilledSpool.open(directory, { logger });
    const mend = breakDisk(directory);
    await filled.add([1, 2]);
    expect(numbersOf(filled.spool.takeLive(NO_LIMIT))).toEqual([1, 2]);
    mend();
    await filled.add([3]);
    await filled.close();
    expect(messages()).toEqual([
      'spool: cannot write to disk, measurements are in memory until it can',
      'spool: the disk takes measurements again',
    ]);
    expect(await (await FilledSpool.open(directory)).drain()).toEqual([[1, 2, 3]]);
  });

  it('keeps nothing in memory that the collector has', async () => {
    const directory = join(tempFolder(), 'spool');
    const filled = await FilledSpool.open(directory);
    const mend = breakDisk(directory);
    await filled.add([1, 2]);
    await filled.drain();
    mend();
    await filled.add([3]);
    await filled.close();
    const after = await FilledSpool.open(directory);
    expect([after.spool.backlog, await after.drain()]).toEqual([1, [[3]]]);
  });

  it('gives up the oldest when memory is full, and counts them', async () => {
    const directory = join(tempFolder(), 'spool');
    const filled = await FilledSpool.open(directory);
    breakDisk(directory);
    await filled.add(upTo(150), LARGE);
    const { lost } = filled.spool;
    expect(lost.points).toBeGreaterThan(5);
    expect(lost.points).toBe(lost.records);
    const sent = (await filled.drain()).flat();
    expect(sent.toSorted((one, other) => one - other)).toEqual(upTo(150, lost.points + 1));
  });

  it('opens although it cannot be written', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    const filled = await FilledSpool.open(join(file, 'spool'));
    await filled.add([1]);
    expect(await filled.drain()).toEqual([[1]]);
  });
});
