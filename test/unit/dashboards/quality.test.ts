import { describe, expect, it } from 'vitest';
import type { SeriesAnswer } from '../../../collector/api/types/sites.ts';
import { qualityCharts } from '../../../dashboards/web/src/lib/quality.ts';

type One = SeriesAnswer['series'][number];

const WORDS = { role: (role: string) => `role ${role}`, direction: (direction: string) => direction };
const NONE = { stamp: [], ping: [] };

function one(field: string, tags: One['tags'], ...buckets: One['buckets']): One {
  return { field, tags, buckets: buckets.length > 0 ? buckets : [[0, 5, 4, 6]] };
}

describe('qualityCharts', () => {
  it('shows what there is data of', () => {
    const tags = { agent: 'core', url: '10.0.0.1' };
    const { rtt, loss } = qualityCharts({ ...NONE, ping: [one('average_response_ms', tags)] }, WORDS);
    expect(rtt.map(({ name }) => name)).toEqual(['Ping · core · 10.0.0.1']);
    expect(loss).toEqual([]);
    const empty = { ...one('rtt_avg_ms', {}), buckets: [] };
    expect(qualityCharts({ ...NONE, stamp: [empty] }, WORDS).rtt).toEqual([]);
  });

  it('gives each line a name of its own', () => {
    const series = one('rtt_avg_ms', { agent: 'core' });
    const { rtt } = qualityCharts({ ...NONE, stamp: [series, series] }, WORDS);
    expect(rtt.map(({ name }) => name)).toEqual(['STAMP · core', 'STAMP · core (2)']);
  });

  it('names by what a measurement is for, in the order in which people ask', () => {
    const stamp = ['room', 'reach', 'gateway'].map((role) =>
      one('rtt_avg_ms', { role, target: `of ${role}` }),
    );
    expect(qualityCharts({ ...NONE, stamp }, WORDS).rtt.map(({ name, detail }) => [name, detail])).toEqual([
      ['role reach', 'of reach'],
      ['role gateway', 'of gateway'],
      ['role room', 'of room'],
    ]);
  });

  it('a band reaches from the quickest packet to the slowest of the same series', () => {
    const [here, there] = [{ role: 'reach' }, { role: 'core' }];
    const stamp = [
      one('rtt_avg_ms', here, [0, 5, 4, 6], [10, 5, 4, 6]),
      one('rtt_min_ms', here, [0, 3, 2, 4]),
      one('rtt_max_ms', here, [0, 9, 8, 20]),
      one('rtt_max_ms', there, [0, 90, 80, 200]),
    ];
    expect(qualityCharts({ ...NONE, stamp }, WORDS).rtt[0]?.buckets).toEqual([
      [0, 5, 2, 20],
      [10, 5, 4, 6],
    ]);
  });

  it('tells the ways of jitter apart', () => {
    const stamp = ['jitter_forward_ms', 'jitter_back_ms'].map((field) => one(field, { role: 'reach' }));
    expect(qualityCharts({ ...NONE, stamp }, WORDS).jitter.map(({ name }) => name)).toEqual([
      'role reach · there',
      'role reach · back',
    ]);
  });
});
