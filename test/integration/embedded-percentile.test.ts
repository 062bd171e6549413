/** The 95th percentile of many values, looked for where roll-ups say: exact whatever they say. */
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Catalogue } from '../../collector/store/embedded/catalogue.ts';
import { partPath } from '../../collector/store/embedded/part.ts';
import { readHighPercentiles } from '../../collector/store/embedded/percentile.ts';
import { readSummary } from '../../collector/store/embedded/read-summary.ts';
import { SeriesIndex } from '../../collector/store/embedded/series-index.ts';
import { Source } from '../../collector/store/embedded/source.ts';
import { EmbeddedStore } from '../../collector/store/embedded/store.ts';
import type { FieldValue, Point } from '../../model/point.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { tempFolder } from '../unit/journal/temp-folder.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 10);
const KEEP = { rawMs: 90 * DAY_MS, rollUpsMs: 365 * DAY_MS };
const PER_DAY = 480;

type MadeValue = (site: number, port: number, index: number) => FieldValue;

/** A number from 0 up to 1 that looks like chance, and is the same in every run. */
function chance(...seeds: number[]): number {
  const mixed = seeds.reduce((mix, seed) => Math.imul(mix ^ (seed + 0x9e3779b9), 0x85ebca6b) >>> 0, 1);
  return ((Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0) % 1_000_003) / 1_000_003;
}

function dayOf(day: number, made: MadeValue): Point[] {
  return Array.from({ length: PER_DAY * 8 }, (_, number) => {
    const [index, site, port] = [number >> 3, (number >> 2) & 1, number & 3];
    const tags = { site: `site-${site}`, ifName: `port${port}` };
    const timeMs = START + day * DAY_MS + (index * DAY_MS) / PER_DAY;
    return {
      measurement: 'interface',
      tags,
      fields: { v: made(site, port, day * PER_DAY + index) },
      timeMs,
    };
  });
}

/** Two days that are rolled up, late values of one of them, and a day that is not: what lies in files then. */
async function storedDays(made: MadeValue) {
  const path = join(tempFolder(), 'metrics.duckdb');
  const options = { path, logger: silent, flushEveryMs: DAY_MS, keep: KEEP };
  const points = [0, 1, 2].flatMap((day) => dayOf(day, made));
  const late = dayOf(0, (site, port, index) => made(site, port, index + 7_919)).slice(0, 200);
  const shifted = late.map((point) => ({ ...point, timeMs: point.timeMs + 1_000 }));
  const store = await EmbeddedStore.open({ ...options, now: () => START + 2.2 * DAY_MS });
  await store.write(1, points);
  await store.flush();
  await store.upkeep();
  await store.write(2, shifted);
  await store.close();
  const index = new SeriesIndex();
  const instance = await DuckDBInstance.create(path);
  const catalogue = await Catalogue.open(instance, index);
  const connection = await instance.connect();
  onTestFinished(async () => {
    connection.closeSync();
    await catalogue.close();
    instance.closeSync();
  });
  const source = new Source({ parts: catalogue.parts, rolledUp: catalogue.rolledUp }, [], (part) =>
    partPath(join(dirname(path), 'metrics'), part),
  );
  expect(catalogue.rolledUp.size).toBe(2);
  return { source, index, connection, points: [...points, ...shifted] };
}

type Stored = Awaited<ReturnType<typeof storedDays>>;

/** The nearest rank by site, reckoned from the points themselves. */
function expected({ points }: Stored, { fromMs, toMs }: { fromMs: number; toMs: number }) {
  return new Map(
    [0, 1].map((place) => {
      const values = points
        .filter(({ tags, timeMs }) => tags.site === `site-${place}` && timeMs >= fromMs && timeMs < toMs)
        .map(({ fields }) => Number(fields.v))
        .sort((one, other) => one - other);
      return [place, values[Math.ceil(values.length * 0.95) - 1]] as const;
    }),
  );
}

function groupedOf({ index }: Stored) {
  return index
    .find('interface', {})
    .map(({ id, type, tags }) => ({ id, type, place: Number(tags.site?.slice(5)) }));
}

const SHAPES: Record<string, MadeValue> = {
  noise: (site, port, index) => 100 * chance(site, port, index),
  'bursts on busy ports': (site, port, index) => (1 + port * port) * Math.exp(6 * chance(site, port, index)),
  'integers with ties': (site, port, index) => BigInt(Math.floor(4 * chance(site, port, index) ** 3)),
  'nearly always nought': (site, port, index) => (chance(site, port, index) < 0.02 ? 1.5 : 0),
  'below nought': (site, port, index) => -(10 ** (6 * chance(site, port, index))),
  'one value': () => 7.25,
};
const ALL = { fromMs: START, toMs: START + 3 * DAY_MS };
const CUT = { fromMs: START + 7 * 3_600_000 + 1, toMs: START + 2.4 * DAY_MS };

describe('the 95th percentile of many values', () => {
  it.each(Object.entries(SHAPES))('is exact: %s', async (_, made) => {
    const stored = await storedDays(made);
    for (const time of [ALL, CUT]) {
      const grouped = groupedOf(stored);
      const found = await readHighPercentiles(stored.connection, stored.source, grouped, time, 1e6);
      expect(found).toEqual(expected(stored, time));
    }
  });

  it('is found all the same where roll-ups mislead', async () => {
    // One hour in ten has all that is high, its average pulled down by one value far below.
    const stored = await storedDays((site, port, index) => {
      if (index % 200 >= 20) return chance(site, port, index);
      return index % 20 === 0 ? -1e6 : 100 + chance(site, port, index);
    });
    const quick = await readHighPercentiles(stored.connection, stored.source, groupedOf(stored), ALL, 1e6);
    expect(quick.size).toBe(0);
    const entries = stored.index.find('interface', {});
    const query = {
      measurement: 'interface',
      field: 'v',
      tags: {},
      by: 'site',
      figure: 'p95',
      ...ALL,
    } as const;
    const found = await readSummary(stored.connection, stored.source, entries, query, entries.length, 0);
    expect(new Map(found.map(({ group, value }) => [Number(group.slice(5)), value]))).toEqual(
      expected(stored, ALL),
    );
  });
});
