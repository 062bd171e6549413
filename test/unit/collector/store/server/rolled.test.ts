import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketRaw } from '../../../../../collector/store/server/buckets.ts';
import type { Rolled } from '../../../../../collector/store/server/rolled.ts';
import {
  bucketRolled,
  FIGURE_PREFIX,
  RollingUp,
  TIERS,
} from '../../../../../collector/store/server/rolled.ts';
import type { FieldValue, Point } from '../../../../../model/point.ts';

const HOUR = 3_600_000;
const [HOURS, FIVE_MINUTES] = TIERS;

function pointAt(timeMs: number, fields: Record<string, FieldValue>): Point {
  return { measurement: 'm', tags: {}, fields, timeMs };
}

function rolledUp(points: readonly Point[]): Point[][] {
  const rolling = new RollingUp({ measurement: 'm', tags: {} });
  for (const point of points) rolling.add(point);
  return rolling.finish();
}

const intervalsOf = (points: readonly Point[] = []): Rolled[] =>
  points.map(({ timeMs, fields }) => ({
    timeMs,
    average: Number(fields[`${FIGURE_PREFIX.average}f`]),
    minimum: Number(fields[`${FIGURE_PREFIX.minimum}f`]),
    maximum: Number(fields[`${FIGURE_PREFIX.maximum}f`]),
    count: Number(fields[`${FIGURE_PREFIX.count}f`]),
    p95: Number(fields[`${FIGURE_PREFIX.p95}f`]),
  }));

describe('roll-ups', () => {
  it('have the figures of each interval, in both widths', () => {
    const values = Array.from({ length: 20 }, (_, index) => pointAt(index * 30_000, { f: 20 - index }));
    const [hours, fives] = rolledUp(values);
    expect(hours?.map(({ timeMs, fields }) => [timeMs, fields])).toEqual([
      [0, { mean_f: 10.5, min_f: 1, max_f: 20, count_f: 20n, p95_f: 19 }],
    ]);
    expect(fives?.map(({ timeMs, fields }) => [timeMs, fields.min_f, fields.max_f])).toEqual([
      [0, 11, 20],
      [300_000, 1, 10],
    ]);
  });

  it('of integers are integers, to the last digit', () => {
    const [hours] = rolledUp([pointAt(0, { n: 2n ** 62n + 1n }), pointAt(1, { n: 9n })]);
    expect(hours?.[0]?.fields).toMatchObject({ min_n: 9n, max_n: 2n ** 62n + 1n, p95_n: 2n ** 62n + 1n });
  });

  it('are none of text; yes and no count as 1 and 0', () => {
    const [hours] = rolledUp([pointAt(0, { t: 'a', b: true }), pointAt(1, { t: 'b', b: false })]);
    expect(Object.keys(hours?.[0]?.fields ?? {}).some((field) => field.endsWith('_t'))).toBe(false);
    expect(hours?.[0]?.fields).toMatchObject({ mean_b: 0.5, count_b: 2n });
  });

  it('say in buckets what the raw values say (property)', () => {
    const raw = fc.array(
      fc.record({
        timeMs: fc.integer({ min: 0, max: 48 * HOUR - 1 }),
        value: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      }),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(raw, fc.constantFrom(1, 2, 4, 8), (values, buckets) => {
        const query = { measurement: 'm', field: 'f', tags: {}, fromMs: 0, toMs: 48 * HOUR, buckets };
        const tiers = rolledUp(
          values
            .toSorted((one, other) => one.timeMs - other.timeMs)
            .map(({ timeMs, value }) => pointAt(timeMs, { f: value })),
        );
        const expected = bucketRaw(values, query);
        for (const [index, tier] of TIERS.entries()) {
          const found = bucketRolled(intervalsOf(tiers[index]), tier, query);
          expect(found.map(({ timeMs, minimum, maximum }) => [timeMs, minimum, maximum])).toEqual(
            expected.map(({ timeMs, minimum, maximum }) => [timeMs, minimum, maximum]),
          );
          for (const [place, { average }] of found.entries())
            expect(average).toBeCloseTo(expected[place]!.average, 4);
        }
      }),
    );
  });

  it('give a percentile only where a bucket is one of theirs', () => {
    const intervals = intervalsOf(rolledUp([pointAt(0, { f: 1 }), pointAt(HOUR, { f: 2 })])[0]);
    const query = {
      measurement: 'm',
      field: 'f',
      tags: {},
      fromMs: 0,
      toMs: 2 * HOUR,
      also: ['p95'] as const,
    };
    const p95 = (buckets: number, fromMs = 0) =>
      bucketRolled(intervals, HOURS!, { ...query, fromMs, toMs: fromMs + 2 * HOUR, buckets }).map(
        (one) => one.p95,
      );
    expect([p95(2), p95(1), p95(2, -1)]).toEqual([[1, 2], [undefined], [undefined, undefined]]);
  });

  it('of a counter that began anew have no growth there', () => {
    const intervals = intervalsOf(
      rolledUp([10, 310, 5, 305].map((f, index) => pointAt(index * 300_000, { f })))[1],
    );
    const query = { measurement: 'm', field: 'f', tags: {}, fromMs: 0, toMs: 1_200_000, buckets: 1 };
    expect(bucketRolled(intervals, FIVE_MINUTES!, { ...query, also: ['rate'] })[0]?.ratePerS).toBe(1);
  });
});
