import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Spool } from '../../../../agent/spool/spool.ts';
import type { Point } from '../../../../model/point.ts';
import { tempFolder } from '../../journal/temp-folder.ts';
import { silent } from '../silent-logger.ts';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

function point(timeMs: number): Point {
  return { measurement: 'm', tags: {}, fields: { n: BigInt(timeMs) }, timeMs };
}

/** A spool that was given one record of each number, and closed. */
async function spoolWith(directory: string, ...numbers: number[]): Promise<void> {
  for (const number of numbers) {
    const spool = await Spool.open(directory, silent);
    spool.add([point(number)]);
    await spool.close();
  }
}

async function unsentNumbers(spool: Spool): Promise<number[]> {
  const range = await spool.unsent(NO_LIMIT);
  return [...(range?.body.toString() ?? '').matchAll(/n=(\d+)i/g)].map(([, number]) => Number(number));
}

describe('spool', () => {
  it('has nothing to send at first', async () => {
    const spool = await Spool.open(tempFolder(), silent);
    expect([await spool.unsent(NO_LIMIT), spool.backlog]).toEqual([undefined, 0]);
    await spool.close();
  });

  it('stores on closing what it collected, for the next start', async () => {
    const directory = tempFolder();
    await spoolWith(directory, 1);
    const spool = await Spool.open(directory, silent);
    expect([spool.backlog, await unsentNumbers(spool)]).toEqual([1, [1]]);
    await spool.close();
  });

  it('tells when there is something to send, and has it on disk by then', async () => {
    const directory = tempFolder();
    const spool = await Spool.open(directory, silent);
    const told = new Promise<void>((resolve) => spool.onRecord(resolve));
    spool.add([point(1)]);
    spool.add([point(2)]);
    await told;
    const [segment] = readdirSync(directory).filter((name) => name.endsWith('.journal'));
    expect(readFileSync(join(directory, segment!), 'utf8')).toContain('m n=1i 1000000\nm n=2i 2000000\n');
    expect(await unsentNumbers(spool)).toEqual([1, 2]);
    await spool.close();
  });

  it('tells when what was added is on disk', async () => {
    const directory = tempFolder();
    const spool = await Spool.open(directory, silent);
    expect(await spool.stored()).toBe(true);
    spool.add([point(1)]);
    expect(await spool.stored()).toBe(true);
    const [segment] = readdirSync(directory).filter((name) => name.endsWith('.journal'));
    expect(readFileSync(join(directory, segment!), 'utf8')).toContain('m n=1i 1000000\n');
    await spool.close();
  });

  it('makes no record of points that have no fields', async () => {
    const directory = tempFolder();
    const spool = await Spool.open(directory, silent);
    spool.add([{ ...point(1), fields: { a: Number.NaN } }]);
    await spool.close();
    expect(spool.backlog).toBe(0);
  });

  it('gives the oldest first, at least one record and no more than asked for', async () => {
    const directory = tempFolder();
    await spoolWith(directory, 1, 2, 3);
    const spool = await Spool.open(directory, silent);
    const bytes = Buffer.from('m n=1i 1000000\n').length;
    const sequences = async (maxBytes: number) =>
      (await spool.unsent(maxBytes))?.records.map(({ sequence }) => sequence);
    expect(await sequences(1)).toEqual([1]);
    expect(await sequences(2 * bytes)).toEqual([1, 2]);
    await spool.close();
  });

  it('does not give again what was acknowledged, after a restart either', async () => {
    const directory = tempFolder();
    await spoolWith(directory, 1, 2, 3);
    const spool = await Spool.open(directory, silent);
    await spool.acknowledge(2);
    expect([spool.backlog, await unsentNumbers(spool)]).toEqual([1, [3]]);
    await spool.close();
    expect(await unsentNumbers(await Spool.open(directory, silent))).toEqual([3]);
  });

  it('does not go back for an older acknowledgement', async () => {
    const directory = tempFolder();
    await spoolWith(directory, 1, 2);
    const spool = await Spool.open(directory, silent);
    await spool.acknowledge(2);
    await spool.acknowledge(1);
    expect(spool.backlog).toBe(0);
    await spool.close();
  });

  it('keeps its name over a restart', async () => {
    const directory = tempFolder();
    const { epoch } = await Spool.open(directory, silent);
    expect((await Spool.open(directory, silent)).epoch).toBe(epoch);
  });

  it('takes a new name and sends everything again where its mark is damaged', async () => {
    const directory = tempFolder();
    await spoolWith(directory, 1, 2);
    const before = await Spool.open(directory, silent);
    await before.acknowledge(2);
    await before.close();
    writeFileSync(join(directory, 'sent.json'), '{"epoch":');
    const after = await Spool.open(directory, silent);
    expect(after.epoch).not.toBe(before.epoch);
    expect(await unsentNumbers(after)).toEqual([1, 2]);
    await after.close();
  });

  it('takes a new name where the disk lost records that the collector has', async () => {
    const directory = tempFolder();
    await spoolWith(directory, 1, 2);
    const before = await Spool.open(directory, silent);
    await before.acknowledge(2);
    await before.close();
    for (const name of readdirSync(directory)) if (name.endsWith('.journal')) rmSync(join(directory, name));
    const after = await Spool.open(directory, silent);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.backlog).toBe(0);
    after.add([point(3)]);
    await after.close();
    expect(await unsentNumbers(await Spool.open(directory, silent))).toEqual([3]);
  });
});
