/** What every metric store promises of long ranges: roll-ups say what the raw values said, late ones too. */
import { describe, expect, it } from 'vitest';
import type { MetricStore, SeriesQuery } from '../../collector/store/metric-store.ts';
import type { FieldValue, Point } from '../../model/point.ts';
import { MINUTE, point, range, START } from './metric-store.points.ts';
import type { StoreUnderTest } from './metric-store.suite.ts';

const STEP = 10;
const DAY = 1_440;
/** A value every ten minutes of the four days before. */
const MINUTES = Array.from({ length: (4 * DAY) / STEP }, (_, index) => -4 * DAY + index * STEP);

const fieldsAt = (minute: number): Record<string, FieldValue> => ({
  f: ((minute / STEP) % 7) + 0.5,
  n: BigInt(minute + 10 * DAY) * 60n,
  b: minute % (2 * STEP) === 0,
});
const POINTS = MINUTES.map((minute) => point(minute, fieldsAt(minute)));

/** `[site, minute, average, minimum, maximum]` of each bucket. */
async function bucketsOf(store: MetricStore, query: SeriesQuery) {
  const series = await store.series(query);
  return series
    .flatMap(({ tags, buckets }) =>
      buckets.map(
        ({ timeMs, average, minimum, maximum }) =>
          [tags.site, (timeMs - START) / MINUTE, average.toFixed(6), minimum, maximum] as const,
      ),
    )
    .sort((one, other) => (`${one[0]} ${one[1] + 10 * DAY}` < `${other[0]} ${other[1] + 10 * DAY}` ? -1 : 1));
}

/** The same, told from the points themselves. */
function expected(points: readonly Point[], field: string) {
  const groups = new Map<string, { site: string; minute: number; values: number[] }>();
  for (const { tags, fields, timeMs } of points) {
    const minute = Math.floor((timeMs - START) / MINUTE / DAY) * DAY;
    const key = `${tags.site} ${minute + 10 * DAY}`;
    const group = groups.get(key) ?? { site: tags.site ?? '', minute, values: [] };
    groups.set(key, group);
    if (fields[field] !== undefined) group.values.push(Number(fields[field]));
  }
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { site, minute, values }]) => {
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [site, minute, average.toFixed(6), Math.min(...values), Math.max(...values)];
    });
}

export function metricStoreRollUpsSuite({ fresh, shown, rollUp, writePast }: StoreUnderTest): void {
  const days = (field: string): SeriesQuery => range(field, -4 * DAY, 0, 4);
  const rolledUp = async (store: MetricStore) => {
    await store.flush();
    await shown?.();
    await rollUp(store);
    await shown?.();
  };

  describe('roll-ups', () => {
    it.each(['f', 'n', 'b'])('say of %s what the raw values said', async (field) => {
      const store = await fresh()();
      await store.write(1, POINTS);
      await rolledUp(store);
      // Raw values that say something else by now: what is read is not them.
      await writePast?.(MINUTES.map((minute) => point(minute, { ...fieldsAt(minute), f: 1_000, b: true })));
      await shown?.();
      expect(await bucketsOf(store, days(field))).toEqual(expected(POINTS, field));
      await store.close();
    });

    it('tell the growth of a counter', async () => {
      const store = await fresh()();
      await store.write(1, POINTS);
      await rolledUp(store);
      const [series] = await store.series({ ...days('n'), also: ['rate'] });
      expect(series?.buckets.map(({ ratePerS }) => ratePerS?.toFixed(6))).toEqual(Array(4).fill('1.000000'));
      await store.close();
    });

    it('take in what comes late: lower and higher values, and another site', async () => {
      const store = await fresh()();
      await store.write(1, POINTS);
      await rolledUp(store);
      const late = [
        point(-3 * DAY + 5, { f: -40 }),
        point(-2 * DAY + 5, { f: 40 }),
        ...MINUTES.slice(100, 200).map((minute) => point(minute, { f: 3 }, { site: 'b' })),
      ];
      await store.write(2, late.slice(0, 1));
      await rolledUp(store);
      await store.write(3, late.slice(1));
      await rolledUp(store);
      await writePast?.([point(-DAY, { f: 1_000 })]);
      await shown?.();
      expect(await bucketsOf(store, days('f'))).toEqual(expected([...POINTS, ...late], 'f'));
      await store.close();
    });

    it('are found again after a restart, and are no measurements of their own', async () => {
      const open = fresh();
      const store = await open();
      await store.write(1, POINTS);
      await rolledUp(store);
      await store.close();
      const again = await open();
      await writePast?.([point(-DAY, { f: 1_000 })]);
      await shown?.();
      expect(await bucketsOf(again, days('f'))).toEqual(expected(POINTS, 'f'));
      expect([await again.measurements(), (await again.list('ping', {})).length]).toEqual([['ping'], 3]);
      await again.close();
    });

    it('are joined by raw values where nothing is rolled up yet', async () => {
      const store = await fresh()();
      await store.write(1, POINTS);
      await rolledUp(store);
      const recent = [point(590, { f: 100 }), point(595, { f: 200 })];
      await store.write(2, recent);
      await store.flush();
      await shown?.();
      const wider = { ...range('f', -4 * DAY, DAY, 5) };
      expect(await bucketsOf(store, wider)).toEqual(expected([...POINTS, ...recent], 'f'));
      await store.close();
    });
  });
}
