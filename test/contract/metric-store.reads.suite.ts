/** What every metric store promises to those who read: figures, names, raw values, and what is loaded or removed. */
import { describe, expect, it } from 'vitest';
import type { MetricStore, SummaryQuery } from '../../collector/store/metric-store.ts';
import type { Point } from '../../model/point.ts';
import { MINUTE, point, range, START } from './metric-store.points.ts';
import type { StoreUnderTest } from './metric-store.suite.ts';

/** `[minute, tags, field, value]` of each raw value, in order. */
async function rawOf(store: MetricStore, fromMinute = 0, toMinute = 1_000, measurement = 'ping') {
  const values: [number, Record<string, string>, string, unknown][] = [];
  const window = { fromMs: START + fromMinute * MINUTE, toMs: START + toMinute * MINUTE };
  for await (const points of store.points(measurement, window)) {
    for (const { timeMs, tags, fields } of points) {
      for (const [field, value] of Object.entries(fields))
        values.push([(timeMs - START) / MINUTE, { ...tags }, field, value]);
    }
  }
  return values.sort((one, other) =>
    JSON.stringify(one.slice(0, 3)) < JSON.stringify(other.slice(0, 3)) ? -1 : 1,
  );
}

export function metricStoreReadsSuite({ capabilities, fresh, shown }: StoreUnderTest): void {
  const stored = async (store: MetricStore) => {
    await store.flush();
    await shown?.();
  };
  const holding = async (points: readonly Point[]) => {
    const store = await fresh()();
    await store.write(1, points);
    await stored(store);
    return store;
  };
  const floats = capabilities.values === 'floats';

  describe('a bucket', () => {
    it('has its 95th percentile when that is wanted', async () => {
      const store = await holding(
        Array.from({ length: 101 }, (_, value) => point(value / 100, { f: value })),
      );
      const [series] = await store.series({ ...range('f', 0, 2, 1), also: ['p95'] });
      expect(series?.buckets.map(({ p95, ratePerS }) => [p95, ratePerS])).toEqual([[95, undefined]]);
      await store.close();
    });

    it('has the growth of a counter when that is wanted, from the value before it on', async () => {
      const counts = [0n, 60n, 180n, 360n, 420n, 480n];
      const store = await holding(counts.map((count, minute) => point(minute, { f: count })));
      const [series] = await store.series({ ...range('f', 0, 6, 3), also: ['rate'] });
      expect(series?.buckets.map(({ ratePerS }) => ratePerS)).toEqual([1, 2.5, 1]);
      await store.close();
    });

    it('never has a negative growth: the counter began anew', async () => {
      const counts = [1_000, 1_060, 5, 65];
      const store = await holding(counts.map((count, minute) => point(minute, { f: count })));
      const [series] = await store.series({ ...range('f', 0, 4, 4), also: ['rate'] });
      const rates = series?.buckets.map(({ ratePerS }) => ratePerS) ?? [];
      expect([rates[1], rates[3]]).toEqual([1, 1]);
      expect(rates.every((rate) => rate === undefined || rate >= 0)).toBe(true);
      await store.close();
    });
  });

  describe('a summary', () => {
    const points = [0, 1, 2, 3].flatMap((minute) => [
      point(minute, { f: minute }, { site: 'a', url: 'x' }),
      point(minute, { f: 10 + minute }, { site: 'a', url: 'y' }),
      point(minute, { f: 20 }, { site: 'b', url: 'x' }),
      point(minute, { f: 99 }, { url: 'x' }),
      point(minute + 50, { f: 1_000 }, { site: 'a', url: 'x' }),
    ]);
    const query: SummaryQuery = { ...range('f', 0, 4, 1), by: 'site', figure: 'average' };

    it.each<[SummaryQuery['figure'], number]>([
      ['average', 6.5],
      ['minimum', 0],
      ['maximum', 13],
    ])('tells the %s of all series of a group together, the highest first', async (figure, ofA) => {
      const store = await holding(points);
      expect(await store.summary({ ...query, figure })).toEqual([
        { group: 'b', value: 20 },
        { group: 'a', value: ofA },
      ]);
      await store.close();
    });

    it('tells the 95th percentile', async () => {
      const values = Array.from({ length: 101 }, (_, value) => value);
      const store = await holding(values.map((value) => point(value, { f: value })));
      expect(await store.summary({ ...query, ...range('f', 0, 200, 1), figure: 'p95' })).toEqual([
        { group: 'a', value: 95 },
      ]);
      await store.close();
    });

    it('ends with as many as are wanted', async () => {
      const store = await holding(points);
      expect(await store.summary({ ...query, highest: 1 })).toEqual([{ group: 'b', value: 20 }]);
      await store.close();
    });

    it('is of the series with all of the tags', async () => {
      const store = await holding(points);
      expect(await store.summary({ ...query, tags: { url: 'y' } })).toEqual([{ group: 'a', value: 11.5 }]);
      await store.close();
    });

    it('is empty where there is nothing', async () => {
      const store = await holding(points);
      expect(await store.summary({ ...query, measurement: 'cpu' })).toEqual([]);
      expect(await store.summary({ ...query, ...range('f', 100, 200, 1) })).toEqual([]);
      await store.close();
    });
  });

  describe('names', () => {
    it('are of every measurement and series', async () => {
      const store = await holding([
        point(0, { f: 1, g: 2 }),
        point(1, { f: 1 }, { site: 'b', url: 'http://x/?a=b, c' }),
        { ...point(0, { h: 1 }), measurement: 'a cpu' },
      ]);
      expect(await store.measurements()).toEqual(['a cpu', 'ping']);
      const list = await store.list('ping', {});
      expect(list.map(({ tags, field }) => `${field} ${JSON.stringify(tags)}`).sort()).toEqual([
        'f {"site":"a"}',
        'f {"site":"b","url":"http://x/?a=b, c"}',
        'g {"site":"a"}',
      ]);
      expect(await store.list('ping', { site: 'b' })).toHaveLength(1);
      expect(await store.list('none', {})).toEqual([]);
      await store.close();
    });

    it('with odd characters lead back to their series', async () => {
      const tags = { site: `a'b"c\\d e,f=g`, 'my tag': 'đỉnh' };
      const store = await holding([point(0, { 'my field': 7 }, tags)]);
      const [series] = await store.series(range('my field', 0, 1, 1, tags));
      expect([series?.tags, series?.buckets[0]?.average]).toEqual([tags, 7]);
      await store.close();
    });
  });

  describe('raw values', () => {
    const points = [
      point(0, { f: 1.5, n: 3n, b: true }),
      point(1, { f: 2.5 }, { site: 'b', url: 'x' }),
      point(2, { f: 3.5 }),
    ];

    it('are all those of the range, each once', async () => {
      const store = await holding(points);
      expect(await rawOf(store, 0, 2)).toEqual([
        [0, { site: 'a' }, 'b', floats ? 1 : true],
        [0, { site: 'a' }, 'f', 1.5],
        [0, { site: 'a' }, 'n', floats ? 3 : 3n],
        [1, { site: 'b', url: 'x' }, 'f', 2.5],
      ]);
      expect(await rawOf(store, 0, 2, 'none')).toEqual([]);
      await store.close();
    });

    it('are only those of series with the tags that are asked for', async () => {
      const store = await holding(points);
      const found: unknown[] = [];
      const window = { fromMs: START, toMs: START + 10 * MINUTE };
      for await (const some of store.points('ping', window, { site: 'b' }))
        for (const { tags, fields } of some) found.push([{ ...tags }, fields]);
      expect(found).toEqual([[{ site: 'b', url: 'x' }, { f: 2.5 }]]);
      await store.close();
    });

    it('begin and end with the extent', async () => {
      const store = await holding(points);
      expect(await store.extent('ping')).toEqual({ fromMs: START, toMs: START + 2 * MINUTE + 1 });
      expect(await store.extent('none')).toBeUndefined();
      await store.close();
    });

    it('are walked through in order of time, fields of one moment together and others left out', async () => {
      const store = await holding([
        point(7, { f: 7, n: 3n, unasked: 1 }, { site: 'a', role: 'reach' }),
        point(7, { f: 8 }, { site: 'b', role: 'reach' }),
        point(1, { f: 1 }, { site: 'a', role: 'core' }),
        point(3, { 'f.g': 3, fxg: 9 }, { site: 'a', role: 'core' }),
        { ...point(5, { big: 2n ** 53n + 1n, t: 'text' }), measurement: 'cpu' },
        point(9, { f: 9 }, { site: 'a', role: 'reach' }),
      ]);
      await store.write(2, [point(2, { f: 2, n: 5n }, { site: 'a', role: 'reach' })]);
      await stored(store);
      const walked: unknown[] = [];
      for await (const block of store.walk({
        fromMs: START + MINUTE,
        toMs: START + 9 * MINUTE,
        wanted: [
          { measurement: 'ping', fields: ['f', 'n', 'none'], tags: { role: 'reach' } },
          { measurement: 'ping', fields: ['f'], tags: { site: 'a', role: 'reach' } },
          { measurement: 'ping', fields: ['f.g'], tags: {} },
          { measurement: 'cpu', fields: ['big', 't'], tags: {} },
          { measurement: 'none', fields: ['f'], tags: {} },
        ],
      })) {
        for (const { measurement, tags, fields, timeMs } of block)
          walked.push([(timeMs - START) / MINUTE, measurement, tags.site, { ...fields }]);
      }
      expect(walked.slice(0, 3)).toEqual([
        [2, 'ping', 'a', { f: 2, n: floats ? 5 : 5n }],
        [3, 'ping', 'a', { 'f.g': 3 }],
        [5, 'cpu', 'a', floats ? { big: 2 ** 53 } : { big: 2n ** 53n + 1n, t: 'text' }],
      ]);
      expect(walked.slice(3)).toHaveLength(2);
      expect(walked.slice(3)).toEqual(
        expect.arrayContaining([
          [7, 'ping', 'a', { f: 7, n: floats ? 3 : 3n }],
          [7, 'ping', 'b', { f: 8 }],
        ]),
      );
      await store.close();
    });

    it('are walked through to an end where there are none', async () => {
      const store = await holding(points);
      const blocks: unknown[] = [];
      const window = { fromMs: START + 100 * MINUTE, toMs: START + 9_000 * MINUTE };
      for await (const block of store.walk({
        ...window,
        wanted: [{ measurement: 'ping', fields: ['f'], tags: {} }],
      }))
        blocks.push(block);
      expect(blocks).toEqual([]);
      await store.close();
    });

    it('are loaded once, however often a slice is given, and leave the position alone', async () => {
      const open = fresh();
      const store = await open();
      await store.write(1, [point(5, { f: 5 })]);
      await store.load({ source: 's', number: 1 }, [point(0, { f: 1 })]);
      await store.load({ source: 's', number: 1 }, [point(0, { f: 1 })]);
      await store.load({ source: 's', number: 2 }, [point(1, { f: 2 })]);
      await store.load({ source: 't', number: 1 }, [point(2, { f: 3 })]);
      await store.close();
      const again = await open();
      await again.load({ source: 's', number: 2 }, [point(1, { f: 2 })]);
      await stored(again);
      expect(again.position).toBe(1);
      expect((await rawOf(again)).map(([minute, , , value]) => [minute, value])).toEqual([
        [0, 1],
        [1, 2],
        [2, 3],
        [5, 5],
      ]);
      await again.close();
    });

    if (capabilities.retention === 'driver')
      it('are removed when they are older', async () => {
        const store = await holding(points);
        await store.removeBefore('ping', START + MINUTE);
        expect((await rawOf(store)).map(([minute]) => minute)).toEqual([1, 2]);
        await store.close();
      });
  });
}
