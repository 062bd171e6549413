import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EmbeddedStore } from '../../collector/store/embedded/store.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { tempFolder } from '../unit/journal/temp-folder.ts';

const YEAR_MS = 365 * 86_400_000;
const OPTIONS = { logger: silent, keep: { rawMs: YEAR_MS, rollUpsMs: YEAR_MS }, now: Date.now };

const START = Date.UTC(2026, 0, 1);

function point(second: number) {
  return { measurement: 'm', tags: { site: 's' }, fields: { f: second }, timeMs: START + second * 1_000 };
}

/** Values of the minute, in order of time. */
async function valuesOf(store: EmbeddedStore): Promise<number[]> {
  const range = { fromMs: START, toMs: START + 60_000, buckets: 60 };
  const series = await store.series({ measurement: 'm', field: 'f', tags: {}, ...range });
  return series.flatMap(({ buckets }) => buckets.map(({ average }) => average));
}

it('a copy of the embedded store holds what was in files, and where to go on from', async () => {
  const store = await EmbeddedStore.open({ path: join(tempFolder(), 'metrics.duckdb'), ...OPTIONS });
  await store.write(1, [point(1), point(2)]);
  await store.flush();
  await store.write(2, [point(3)]);
  const folder = join(tempFolder(), 'copy');
  mkdirSync(folder);
  await store.backUp(folder);
  await store.write(3, [point(4)]);
  await store.flush();
  expect(await valuesOf(store)).toEqual([1, 2, 3, 4]);
  await store.close();

  const copy = await EmbeddedStore.open({ path: join(folder, 'metrics.duckdb'), ...OPTIONS });
  expect([copy.position, await valuesOf(copy)]).toEqual([1, [1, 2]]);
  await copy.write(2, [point(3)]);
  expect(await valuesOf(copy)).toEqual([1, 2, 3]);
  await copy.close();
});
