/** The spool on a small disk of its own that fills up, and that is mounted read-only. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Spool } from '../../agent/spool/spool.ts';
import { describeWith } from '../setup/needs.ts';
import { mount, needsMount, smallDisk } from '../setup/small-disk.ts';
import { listeningLogger } from '../unit/agent/silent-logger.ts';
import { numbersOf, point } from '../unit/agent/spool/filled-spool.ts';

const DISK_KB = 256;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const TEXT = 'x'.repeat(20_000);
const REFUSED = 'spool: cannot write to disk, measurements are in memory until it can';
const TAKEN_AGAIN = 'spool: the disk takes measurements again';

async function openSpool(disk: string) {
  const { logger, messages } = listeningLogger();
  const spool = await Spool.open(join(disk, 'spool'), logger);
  const add = (number: number) => {
    spool.add([point(number, TEXT)]);
    return spool.stored();
  };
  return { spool, add, messages };
}

/** Everything left to send, and settled. */
async function drain(spool: Spool): Promise<number[]> {
  const numbers: number[] = [];
  for (;;) {
    const batch = spool.takeLive(NO_LIMIT) ?? (await spool.takeBacklog(NO_LIMIT));
    if (!batch) return numbers.toSorted((one, other) => one - other);
    numbers.push(...numbersOf(batch));
    spool.settle(batch);
  }
}

describeWith(await needsMount(), 'spool on a bad disk', () => {
  it('holds in memory what a full disk refuses, and writes it when there is room', async () => {
    const disk = await smallDisk(DISK_KB);
    await writeFile(join(disk, 'ballast'), Buffer.alloc(160 * 1024));
    const { spool, add, messages } = await openSpool(disk);
    const onDisk: boolean[] = [];
    for (let number = 1; number <= 8; number++) onDisk.push(await add(number));
    expect(onDisk).toContain(true);
    expect(onDisk.at(-1)).toBe(false);
    await rm(join(disk, 'ballast'));
    expect(await add(9)).toBe(true);
    await spool.close();
    expect(messages()).toEqual([REFUSED, TAKEN_AGAIN]);
    const after = await openSpool(disk);
    expect(await drain(after.spool)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(after.spool.lost).toEqual({ records: 0, points: 0 });
    await after.spool.close();
  });

  it('sends on from a disk that became read-only, and from one that was so at the start', async () => {
    const disk = await smallDisk(DISK_KB);
    const { spool, add, messages } = await openSpool(disk);
    expect(await add(1)).toBe(true);
    // What is open for writing holds a remount up: a new segment is what meets the read-only disk.
    await spool.close();
    await mount('-o', 'remount,ro', disk);
    const second = await openSpool(disk);
    expect(await second.add(2)).toBe(false);
    expect(await drain(second.spool)).toEqual([1, 2]);
    expect(await second.add(3)).toBe(false);
    expect(await drain(second.spool)).toEqual([3]);
    expect(second.messages()).toEqual([REFUSED]);
    await mount('-o', 'remount,rw', disk);
    expect(await second.add(4)).toBe(true);
    await second.spool.close();
    expect([messages(), second.messages()]).toEqual([[], [REFUSED, TAKEN_AGAIN]]);
    const third = await openSpool(disk);
    expect(await drain(third.spool)).toEqual([4]);
    await third.spool.close();
  });
});
