import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisTop,
  type Bucket,
  layIntervals,
  nearestBucket,
  niceTicks,
  plotTable,
  summarise,
  unbrokenRuns,
} from '../../../dashboards/web/src/lib/chart.ts';

const bucket = (timeMs: number, value: number): Bucket => [timeMs, value, value, value];

describe('niceTicks', () => {
  it('are round and reach the maximum', () => {
    expect(niceTicks(47, 4)).toEqual([0, 20, 40, 60]);
    expect(niceTicks(0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(niceTicks(0, 2)).toEqual([0, 0.5, 1]);
  });
});

describe('unbrokenRuns', () => {
  it('draws no line across a hole', () => {
    const runs = unbrokenRuns([0, 1, 2, 3, 9, 10].map((at) => bucket(at, 1)));
    expect(runs.map((run) => run.length)).toEqual([4, 2]);
  });

  it('has no runs of nothing', () => {
    expect(unbrokenRuns([])).toEqual([]);
  });
});

describe('summarise', () => {
  it('names the extremes and the latest', () => {
    expect(
      summarise([
        [0, 2, 1, 3],
        [1, 4, 2, 9],
      ]),
    ).toEqual({ lowest: 1, average: 3, highest: 9, latest: 4 });
    expect(summarise([])).toBeNull();
  });
});

describe('nearestBucket', () => {
  it('reaches so far and no farther', () => {
    const buckets = [bucket(0, 1), bucket(10, 2)];
    expect(nearestBucket(buckets, 8, 5)).toBe(buckets[1]);
    expect(nearestBucket(buckets, 30, 5)).toBeUndefined();
  });
});

describe('layIntervals', () => {
  it('cuts to the window and ends what is going on at its edge', () => {
    const at = (ms: number) => new Date(ms).toISOString();
    const pieces = layIntervals(
      [
        { from: at(0), to: at(1500) },
        { from: at(1500), to: null },
        { from: at(9000), to: null },
      ],
      1000,
      2000,
    );
    expect(pieces.map(({ start, share }) => [start, share])).toEqual([
      [0, 0.5],
      [0.5, 0.5],
    ]);
  });
});

describe('plotTable', () => {
  it('puts curves with different times onto one axis, and leaves their holes open', () => {
    const table = plotTable([
      { name: 'a', buckets: [0, 10, 20, 60, 70].map((timeMs) => bucket(timeMs, timeMs + 1)) },
      { name: 'b', buckets: [bucket(5, 3)] },
    ]);
    expect(table.timesMs).toEqual([0, 5, 5.5, 10, 20, 20.5, 60, 70, 70.5]);
    const _ = undefined;
    expect(table.columns[0]?.[0]).toEqual([1, _, _, 11, 21, null, 61, 71, null]);
    expect(table.columns[1]?.[0]).toEqual([_, 3, null, _, _, _, _, _, _]);
    expect(table.lone).toEqual([[], [1]]);
  });

  it('keeps every value of every curve at its time', () => {
    const curve = fc
      .uniqueArray(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 })
      .map((times) =>
        times.sort((a, b) => a - b).map((timeMs): Bucket => [timeMs, timeMs, timeMs - 1, timeMs + 1]),
      );
    fc.assert(
      fc.property(fc.array(curve, { maxLength: 4 }), (curves) => {
        const { timesMs, columns } = plotTable(curves.map((buckets) => ({ name: '', buckets })));
        expect(timesMs).toEqual([...new Set(timesMs)].sort((a, b) => a - b));
        for (const [index, buckets] of curves.entries()) {
          const back = timesMs.flatMap((timeMs, at) => {
            const [average, minimum, maximum] = columns[index]?.map((column) => column[at]) ?? [];
            return typeof average === 'number' ? [[timeMs, average, minimum, maximum]] : [];
          });
          expect(back).toEqual(buckets);
        }
      }),
    );
  });

  it('of nothing is nothing', () => {
    expect(plotTable([])).toEqual({ timesMs: [], columns: [], lone: [] });
  });
});

describe('axisTop', () => {
  const calm = Array.from({ length: 100 }, (_, timeMs): Bucket => [timeMs, 5, 4, 8]);

  it('one slow packet in a hundred does not press the curve into the ground', () => {
    expect(axisTop([{ name: '', buckets: [...calm.slice(1), [100, 6, 4, 900]] }], 1)).toBe(8);
  });

  it('no average is left out, and noise stays small', () => {
    expect(axisTop([{ name: '', buckets: [...calm.slice(1), [100, 600, 4, 900]] }], 1)).toBe(600);
    expect(axisTop([{ name: '', buckets: calm }], 10)).toBe(10);
    expect(axisTop([], 10)).toBe(10);
  });
});
