import { describe, expect, it } from 'vitest';
import {
  type Bucket,
  layIntervals,
  lossBuckets,
  nearestBucket,
  niceTicks,
  summarise,
  unbrokenRuns,
} from '../../../dashboards/web/src/lib/chart.ts';
import { qualitySeries } from '../../../dashboards/web/src/lib/quality.ts';

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

describe('lossBuckets', () => {
  it('says nothing where one of the two is missing', () => {
    expect(lossBuckets([bucket(0, 20), bucket(1, 20)], [bucket(1, 15)])).toEqual([bucket(1, 25)]);
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

describe('qualitySeries', () => {
  const none = { rtt_avg_ms: [], sent: [], received: [], average_response_ms: [], percent_packet_loss: [] };

  it('shows what there is data of', () => {
    const ping = [
      {
        tags: { agent: 'core', url: '10.0.0.1' },
        buckets: [[0, 5, 4, 6] as [number, number, number, number]],
      },
    ];
    expect(qualitySeries({ ...none, average_response_ms: ping }).rtt.map(({ name }) => name)).toEqual([
      'Ping · core · 10.0.0.1',
    ]);
    expect(qualitySeries({ ...none, rtt_avg_ms: [{ tags: {}, buckets: [] }] }).rtt).toEqual([]);
  });

  it('gives each line a name of its own', () => {
    const one = { tags: { agent: 'core' }, buckets: [[0, 5, 4, 6] as [number, number, number, number]] };
    expect(qualitySeries({ ...none, rtt_avg_ms: [one, one] }).rtt.map(({ name }) => name)).toEqual([
      'STAMP · core',
      'STAMP · core (2)',
    ]);
  });
});
