/** The embedded store's files over months: merged, rolled up, removed, and read all the while. */
import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EmbeddedStore } from '../../collector/store/embedded/store.ts';
import type { Point } from '../../model/point.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { tempFolder } from '../unit/journal/temp-folder.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 10);
const KEEP = { rawMs: 90 * DAY_MS, rollUpsMs: 365 * DAY_MS };

/** A value every ten minutes of a day: 0 to 143, in every type of number. */
function dayOfPoints(day: number): Point[] {
  return Array.from({ length: 144 }, (_, index) => ({
    measurement: 'ping',
    tags: { site: 'a' },
    fields: { f: index, n: BigInt(index), u: 2n ** 63n + BigInt(index), text: 'x' },
    timeMs: START + day * DAY_MS + index * 600_000,
  }));
}

async function openStore(path = join(tempFolder(), 'metrics.duckdb')) {
  const clock = { nowMs: START };
  const options = { path, logger: silent, flushEveryMs: DAY_MS, keep: KEEP, now: () => clock.nowMs };
  const store = await EmbeddedStore.open(options);
  let isOpen = true;
  onTestFinished(async () => {
    if (isOpen) await store.close();
  });
  const close = async () => {
    isOpen = false;
    await store.close();
  };
  const write = async (sequence: number, points: Point[]) => {
    await store.write(sequence, points);
    await store.flush();
  };
  const ask = (field: string, fromDay: number, toDay: number, buckets: number) =>
    store.series({
      measurement: 'ping',
      field,
      tags: {},
      fromMs: START + fromDay * DAY_MS,
      toMs: START + toDay * DAY_MS,
      buckets,
    });
  return { store, close, clock, write, ask, folder: join(dirname(path), 'metrics') };
}

async function countOf(store: EmbeddedStore): Promise<number> {
  let values = 0;
  for await (const points of store.points('ping', { fromMs: START, toMs: START + 9 * DAY_MS }))
    values += points.length;
  return values;
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.parquet')).sort();
}

describe('a day that is over', () => {
  it('is one file a kind, and is read as before', async () => {
    const { store, clock, write, ask, folder } = await openStore();
    const points = dayOfPoints(0);
    await write(1, points.slice(0, 70));
    await write(2, points.slice(70));
    const before = [await ask('f', 0, 1, 24), await ask('n', 0, 1, 24), await ask('u', 0, 1, 24)];
    expect(filesOf(folder)).toHaveLength(8);
    clock.nowMs = START + DAY_MS + HOUR_MS;
    await store.upkeep();
    expect(filesOf(folder).filter((name) => name.startsWith('raw'))).toHaveLength(4);
    expect([await ask('f', 0, 1, 24), await ask('n', 0, 1, 24), await ask('u', 0, 1, 24)]).toEqual(before);
    expect(before[0]?.[0]?.buckets[1]).toEqual({
      timeMs: START + HOUR_MS,
      average: 8.5,
      minimum: 6,
      maximum: 11,
    });
  });

  it('is read from roll-ups, with what came later beside them', async () => {
    const { store, clock, write, ask } = await openStore();
    await write(1, dayOfPoints(0));
    clock.nowMs = START + DAY_MS + HOUR_MS;
    await store.upkeep();
    const late = { measurement: 'ping', tags: { site: 'a' }, fields: { f: 1_000 }, timeMs: START + 60_000 };
    await store.write(2, [late]);
    const expected = [{ timeMs: START, average: (10_296 + 1_000) / 145, minimum: 0, maximum: 1_000 }];
    expect((await ask('f', 0, 1, 1))[0]?.buckets).toEqual(expected);
    await store.flush();
    expect((await ask('f', 0, 1, 1))[0]?.buckets).toEqual(expected);
    clock.nowMs += DAY_MS;
    await store.upkeep();
    expect((await ask('f', 0, 1, 1))[0]?.buckets).toEqual(expected);
  });

  it('has files that any tool reads, with exact figures', async () => {
    const { store, clock, write, folder } = await openStore();
    await write(1, dayOfPoints(0));
    clock.nowMs = START + DAY_MS + HOUR_MS;
    await store.upkeep();
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    onTestFinished(() => {
      connection.closeSync();
      instance.closeSync();
    });
    const read = async (tier: string) => {
      const result = await connection.runAndReadAll(
        `select minimum, maximum, average, value_count, p95 from '${folder}/${tier}/*/*.parquet'
         where series = (select min(series) from '${folder}/raw/*/float-*.parquet') order by time_ms limit 2`,
      );
      return result.getRows();
    };
    expect(await read('hour')).toEqual([
      [0, 5, 2.5, 6, 5],
      [6, 11, 8.5, 6, 11],
    ]);
    expect(await read('five_minutes')).toEqual([
      [0, 0, 0, 1, 0],
      [1, 1, 1, 1, 1],
    ]);
  });
});

describe('what is too old', () => {
  it('goes from the disk: raw values first, then roll-ups', async () => {
    const { store, clock, write, ask, folder } = await openStore();
    for (let day = 0; day < 3; day++) await write(day + 1, dayOfPoints(day));
    clock.nowMs = START + 4 * DAY_MS;
    await store.upkeep();
    clock.nowMs = START + 92 * DAY_MS;
    await store.upkeep();
    expect(
      filesOf(folder)
        .filter((name) => name.startsWith('raw'))
        .every((name) => name.includes('2026-01-12')),
    ).toBe(true);
    expect((await ask('f', 0, 3, 3))[0]?.buckets.map(({ average }) => average)).toEqual([71.5, 71.5, 71.5]);
    // Finer than any roll-up: where raw values are gone, roll-ups are all there is.
    expect((await ask('f', 0, 1, 1_440))[0]?.buckets).toHaveLength(144);
    clock.nowMs = START + 400 * DAY_MS;
    await store.upkeep();
    expect(filesOf(folder)).toEqual([]);
    expect(await ask('f', 0, 3, 3)).toEqual([]);
  });

  it('does not take the roll-ups of a day along when something of it comes late', async () => {
    const { store, clock, write, ask } = await openStore();
    await write(1, dayOfPoints(0));
    clock.nowMs = START + 2 * DAY_MS;
    await store.upkeep();
    clock.nowMs = START + 92 * DAY_MS;
    await store.upkeep();
    await write(2, dayOfPoints(0).slice(0, 1));
    await store.upkeep();
    expect((await ask('f', 0, 1, 1))[0]?.buckets).toMatchObject([{ average: 71.5 }]);
  });
});

describe('upkeep', () => {
  it('leaves those who read what they read, and removes it then', async () => {
    const { store, clock, write, folder } = await openStore();
    await write(1, dayOfPoints(0).slice(0, 70));
    await write(2, dayOfPoints(0).slice(70));
    clock.nowMs = START + DAY_MS + HOUR_MS;
    const reading = store.points('ping', { fromMs: START, toMs: START + DAY_MS })[Symbol.asyncIterator]();
    const first = await reading.next();
    const upkeep = store.upkeep();
    let values = first.value?.length ?? 0;
    for (let next = await reading.next(); !next.done; next = await reading.next())
      values += next.value.length;
    await upkeep;
    expect(values).toBe(4 * 144);
    expect(filesOf(folder).filter((name) => name.startsWith('raw'))).toHaveLength(4);
  });

  it('goes on where it was, after a restart, without what a crash left behind', async () => {
    const path = join(tempFolder(), 'metrics.duckdb');
    const first = await EmbeddedStore.open({
      path,
      logger: silent,
      keep: KEEP,
      now: () => START + 2 * DAY_MS,
    });
    await first.write(1, dayOfPoints(0));
    await first.flush();
    await first.upkeep();
    await first.close();
    const { store, ask, folder } = await openStore(path);
    const files = filesOf(folder);
    await store.upkeep();
    expect(filesOf(folder)).toEqual(files);
    expect((await ask('f', 0, 1, 1))[0]?.buckets).toMatchObject([{ average: 71.5 }]);
    expect(store.latest('ping', {})).toMatchObject([
      { value: 143 },
      { value: 143n },
      { value: 2n ** 63n + 143n },
      { value: 'x' },
    ]);
  });
});

describe('a store that cannot write', () => {
  it('says so, keeps answering, and has everything once when it can again', async () => {
    const { store, ask, folder } = await openStore();
    writeFileSync(join(folder, 'raw'), 'in the way');
    await store.write(1, dayOfPoints(0));
    await expect(store.flush()).rejects.toThrow('raw');
    await store.write(2, dayOfPoints(1));
    expect((await ask('f', 0, 2, 2))[0]?.buckets).toMatchObject([{ average: 71.5 }, { average: 71.5 }]);
    expect(store.position).toBe(0);
    rmSync(join(folder, 'raw'));
    await store.flush();
    expect(store.position).toBe(2);
    expect(await countOf(store)).toBe(2 * 4 * 144);
  });

  it('removes the files that a crash has left, and reads none of them', async () => {
    const path = join(tempFolder(), 'metrics.duckdb');
    const { folder, close, write } = await openStore(path);
    await write(1, dayOfPoints(0));
    const [listed = ''] = filesOf(folder);
    await close();
    copyFileSync(join(folder, listed), join(folder, listed.replace(/-\d+\.parquet/, '-99.parquet')));
    const again = await openStore(path);
    expect(filesOf(folder)).toHaveLength(4);
    expect(await countOf(again.store)).toBe(4 * 144);
  });
});
