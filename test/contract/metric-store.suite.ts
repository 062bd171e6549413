/**
 * What every metric store promises. A driver's test file calls this with a way to open the store that it holds:
 * the first call opens an empty one, later calls the same one again.
 */
import { describe, expect, it } from 'vitest';
import type { MetricStore, StoreCapabilities } from '../../collector/store/metric-store.ts';
import type { FieldValue, Point } from '../../model/point.ts';
import { MINUTE, point, range, START } from './metric-store.points.ts';
import { metricStoreReadsSuite } from './metric-store.reads.suite.ts';
import { metricStoreRollUpsSuite } from './metric-store.roll-ups.suite.ts';

/** What a test needs of a driver; `fresh` gives an opener of an empty store. */
export interface StoreUnderTest {
  readonly name: string;
  readonly capabilities: StoreCapabilities;
  fresh(): () => Promise<MetricStore>;
  /** Has the server show what it has stored; some wait a second of their own. */
  shown?(): Promise<void>;
  /** Rolls up all that is due. */
  rollUp(store: MetricStore): Promise<void>;
  /** Writes raw values to the store that was opened last, past its driver: roll-ups know nothing of them. */
  writePast?(points: readonly Point[]): Promise<unknown>;
}

/** `[minute, average, minimum, maximum]` of each bucket. */
async function bucketsOf(store: MetricStore, query: Parameters<MetricStore['series']>[0]) {
  const series = await store.series(query);
  return series.flatMap(({ buckets }) =>
    buckets.map(({ timeMs, average, minimum, maximum }) => [
      (timeMs - START) / MINUTE,
      average,
      minimum,
      maximum,
    ]),
  );
}

/** A value as the driver gives it back. */
function kept(value: FieldValue, { values }: StoreCapabilities): FieldValue {
  return values === 'floats' ? Number(value) : value;
}

export function metricStoreSuite(underTest: StoreUnderTest): void {
  const { name, capabilities, fresh, shown } = underTest;
  describe(`metric store: ${name}`, () => {
    const stored = async (store: MetricStore) => {
      await store.flush();
      await shown?.();
    };
    const filled = async (...batches: Point[][]) => {
      const open = fresh();
      const store = await open();
      for (const [index, points] of batches.entries()) await store.write(index + 1, points);
      await stored(store);
      return { store, open };
    };
    const reopened = async (...batches: Point[][]) => {
      const { store, open } = await filled(...batches);
      await store.close();
      return open();
    };
    const valuesOf = (store: MetricStore) =>
      Object.fromEntries(store.latest('ping', {}).map(({ field, value }) => [field, value]));

    describe('position', () => {
      it('is 0 in an empty store', async () => {
        const { store } = await filled();
        expect(store.position).toBe(0);
        await store.close();
      });

      it('is that of the last batch, once it is stored for good', async () => {
        const { store } = await filled([point(0, { f: 1 })], [point(1, { f: 2 })]);
        expect([store.position, store.backlog]).toEqual([2, 0]);
        await store.close();
      });

      it('holds over a restart', async () => {
        const store = await reopened([point(0, { f: 1 })], [point(1, { f: 2 })]);
        expect(store.position).toBe(2);
        await store.close();
      });

      it('moves on over a batch without points', async () => {
        const store = await reopened([point(0, { f: 1 })], []);
        expect(store.position).toBe(2);
        await store.close();
      });
    });

    describe('a batch', () => {
      it('that is given twice is stored once', async () => {
        const { store } = await filled([point(0, { f: 1 })]);
        await store.write(1, [point(0, { f: 1 }), point(1, { f: 9 })]);
        await store.flush();
        await store.write(1, [point(0, { f: 9 })]);
        await stored(store);
        expect(await bucketsOf(store, range('f', 0, 10, 1))).toEqual([[0, 1, 1, 1]]);
        await store.close();
      });

      it('that is given again after a restart is stored once', async () => {
        const store = await reopened([point(0, { f: 1 })]);
        await store.write(1, [point(0, { f: 9 })]);
        await store.write(2, [point(5, { f: 3 })]);
        await stored(store);
        expect(await bucketsOf(store, range('f', 0, 10, 1))).toEqual([[0, 2, 1, 3]]);
        await store.close();
      });

      it('of many points is stored whole', async () => {
        const points = Array.from({ length: 5_000 }, (_, index) =>
          point(index / 100, { f: index, n: BigInt(index) }),
        );
        const store = await reopened(points);
        const expected = [[0, 2_499.5, 0, 4_999]];
        expect(await bucketsOf(store, range('f', 0, 100, 1))).toEqual(expected);
        expect(await bucketsOf(store, range('n', 0, 100, 1))).toEqual(expected);
        await store.close();
      });

      it('that comes while another is written is stored too', async () => {
        const { store } = await filled([point(0, { f: 1 })]);
        const flushed = store.flush();
        await store.write(2, [point(1, { f: 3 })]);
        await Promise.all([flushed, store.flush(), store.flush()]);
        await shown?.();
        expect([store.position, await bucketsOf(store, range('f', 0, 10, 1))]).toEqual([2, [[0, 2, 1, 3]]]);
        await store.close();
      });
    });

    describe('values', () => {
      const values: [string, FieldValue][] = [
        ['a float', 1.25],
        ['a small float', 1e-9],
        ['a whole float', 3],
        ['an integer', 3n],
        ['a negative integer', -(2n ** 63n)],
        ['a Counter64 beyond 2^53', 2n ** 53n + 1n],
        ['true', true],
        ['false', false],
      ];
      const texts: [string, FieldValue][] = [
        ['text', 'đường truyền "1", \\ và\nmột dòng nữa, \\\'khác\\\''],
        ['empty text', ''],
      ];
      const largest: [string, FieldValue][] = [['the largest Counter64', 2n ** 64n - 1n]];
      it.each([
        ...values,
        ...(capabilities.values === 'floats' ? [] : texts),
        ...(capabilities.values === 'exact' ? largest : []),
      ])('%s is kept, over a restart too', async (_, value) => {
        const { store, open } = await filled([point(0, { f: value })]);
        expect(valuesOf(store)).toEqual({ f: value });
        await store.close();
        const again = await open();
        expect(valuesOf(again)).toEqual({ f: kept(value, capabilities) });
        await again.close();
      });

      if (capabilities.values !== 'exact')
        it('that do not fit are left out, and what fits is kept', async () => {
          const { store } = await filled(
            [point(0, { f: 1 })],
            [point(1, { f: 3n, g: 4 }), point(2, { f: 'five', g: 6 })],
            [point(3, { f: 7 })],
          );
          expect(store.position).toBe(3);
          expect(await bucketsOf(store, range('f', 0, 10, 10))).toEqual(
            [0, 1, 3].map((minute, index) => [minute, ...Array(3).fill([1, 3, 7][index])]),
          );
          expect(await bucketsOf(store, range('g', 0, 10, 1))).toEqual([[0, 5, 4, 6]]);
          await store.close();
        });

      if (capabilities.values === 'exact')
        it('of a field that changes its type are all kept', async () => {
          const store = await reopened(
            [point(0, { f: 1 })],
            [point(1, { f: 3n })],
            [point(2, { f: 'five' })],
          );
          const latest = store.latest('ping', {}).toSorted((one, other) => one.timeMs - other.timeMs);
          expect(latest.map(({ value }) => value)).toEqual([1, 3n, 'five']);
          const all = await bucketsOf(store, range('f', 0, 10, 1));
          expect(all.toSorted((one, other) => one[1]! - other[1]!)).toEqual([
            [0, 1, 1, 1],
            [0, 3, 3, 3],
          ]);
          await store.close();
        });

      it('that are yes or no are counted as 1 and 0', async () => {
        const { store } = await filled([point(0, { f: true }), point(1, { f: false })]);
        expect(await bucketsOf(store, range('f', 0, 10, 1))).toEqual([[0, 0.5, 0, 1]]);
        await store.close();
      });
    });

    describe('series', () => {
      const minutes = [0, 1, 2, 3, 4, 5].map((minute) => point(minute, { f: minute }));

      it('are cut into equal buckets', async () => {
        const { store } = await filled(minutes);
        expect(await bucketsOf(store, range('f', 0, 6, 3))).toEqual([
          [0, 0.5, 0, 1],
          [2, 2.5, 2, 3],
          [4, 4.5, 4, 5],
        ]);
        await store.close();
      });

      it('begin with the range and end before its end', async () => {
        const { store } = await filled(minutes);
        expect(await bucketsOf(store, range('f', 1, 4, 1))).toEqual([[1, 2, 1, 3]]);
        await store.close();
      });

      it('leave out empty buckets', async () => {
        const { store } = await filled([point(0, { f: 1 }), point(9, { f: 2 })]);
        expect((await bucketsOf(store, range('f', 0, 10, 10))).map(([minute]) => minute)).toEqual([0, 9]);
        await store.close();
      });

      it('are one for each set of tags, and those without points in the range are left out', async () => {
        const { store } = await filled([
          point(0, { f: 1 }, { site: 'a', url: 'x' }),
          point(0, { f: 2 }, { url: 'y', site: 'a' }),
          point(0, { f: 3 }, { site: 'b', url: 'x' }),
          point(30, { f: 4 }, { site: 'a', url: 'z' }),
        ]);
        const series = await store.series(range('f', 0, 10, 1, { site: 'a' }));
        const byUrl = series.toSorted((one, other) =>
          (one.tags.url ?? '') < (other.tags.url ?? '') ? -1 : 1,
        );
        expect(byUrl.map(({ tags, buckets }) => [tags, buckets[0]?.average])).toEqual([
          [{ site: 'a', url: 'x' }, 1],
          [{ site: 'a', url: 'y' }, 2],
        ]);
        await store.close();
      });

      it('are the same one whatever the order of the tags', async () => {
        const { store } = await filled([
          point(0, { f: 1 }, { a: '1', b: '2' }),
          point(1, { f: 3 }, { b: '2', a: '1' }),
        ]);
        expect(await bucketsOf(store, range('f', 0, 10, 1))).toEqual([[0, 2, 1, 3]]);
        await store.close();
      });

      it('go on after a restart', async () => {
        const store = await reopened([point(0, { f: 1 }), point(0, { g: 7 })]);
        await store.write(2, [point(1, { f: 3 })]);
        await stored(store);
        expect(await bucketsOf(store, range('f', 0, 10, 1))).toEqual([[0, 2, 1, 3]]);
        await store.close();
      });

      it('take points that come late', async () => {
        const { store } = await filled([point(5, { f: 5 })], [point(1, { f: 1 })], [point(3, { f: 3 })]);
        expect((await bucketsOf(store, range('f', 0, 6, 6))).map(([minute]) => minute)).toEqual([1, 3, 5]);
        await store.close();
      });

      it.each([
        ['of text', range('t', 0, 10, 1)],
        ['of a field that is not there', range('none', 0, 10, 1)],
        ['of tags that nothing has', range('f', 0, 10, 1, { site: 'nowhere' })],
        ['of another measurement', { ...range('f', 0, 10, 1), measurement: 'cpu' }],
        ['before the first point', range('f', -20, -10, 1)],
      ])('are none %s', async (_, query) => {
        const { store } = await filled([point(0, { f: 1, t: 'text' })]);
        expect(await store.series(query)).toEqual([]);
        await store.close();
      });
    });

    describe('latest', () => {
      it('is the newest value of every field, with its time and tags', async () => {
        const { store } = await filled([point(0, { f: 1, g: 2n }), point(1, { f: 3 })]);
        expect(store.latest('ping', { site: 'a' })).toEqual([
          { tags: { site: 'a' }, field: 'f', value: 3, timeMs: START + MINUTE },
          { tags: { site: 'a' }, field: 'g', value: 2n, timeMs: START },
        ]);
        await store.close();
      });

      it('is not moved back by points that come late', async () => {
        const { store, open } = await filled([point(5, { f: 5 })], [point(1, { f: 1 })]);
        expect(valuesOf(store)).toEqual({ f: 5 });
        await store.close();
        const again = await open();
        expect(valuesOf(again)).toEqual({ f: 5 });
        await again.write(3, [point(2, { f: 2 })]);
        expect(valuesOf(again)).toEqual({ f: 5 });
        await again.close();
      });

      it('is of the series with all of the tags', async () => {
        const { store } = await filled([
          point(0, { f: 1 }, { site: 'a' }),
          point(0, { f: 2 }, { site: 'b' }),
        ]);
        expect(store.latest('ping', { site: 'b' }).map(({ value }) => value)).toEqual([2]);
        expect(store.latest('ping', { site: 'b', url: 'x' })).toEqual([]);
        await store.close();
      });

      it('is none of a measurement that is not there', async () => {
        const { store } = await filled([point(0, { f: 1 })]);
        expect(store.latest('cpu', {})).toEqual([]);
        await store.close();
      });
    });

    metricStoreReadsSuite(underTest);
    metricStoreRollUpsSuite(underTest);
  });
}
