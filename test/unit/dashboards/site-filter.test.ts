import { describe, expect, it } from 'vitest';
import type { SiteRow } from '../../../collector/api/types/sites.ts';
import {
  districtChoices,
  indexSites,
  PROVINCE_LEVEL,
  readSiteSearch,
  selectSites,
} from '../../../dashboards/web/src/lib/site-filter.ts';

function site(id: string, change: Partial<SiteRow> = {}): SiteRow {
  return {
    id,
    shortName: id.toUpperCase(),
    name: id,
    class: 'commune',
    unit: '1',
    unitName: 'Xã',
    district: '137',
    districtName: 'Huyện Mù Cang Chải',
    upstream: null,
    state: 'up',
    maintenance: false,
    since: '2019-11-30T00:00:00Z',
    latitude: null,
    longitude: null,
    rttMs: null,
    lossPercent: null,
    ...change,
  };
}

const ids = (rows: SiteRow[]) => rows.map(({ id }) => id);

describe('readSiteSearch', () => {
  it('takes what it understands and leaves the rest out', () => {
    expect(
      readSiteSearch({ q: 'mu', state: 'down', class: 'x', sort: 'name', reverse: 'yes', other: 1 }),
    ).toEqual({
      q: 'mu',
      state: 'down',
      sort: 'name',
    });
  });

  it('reads digits as text', () => {
    expect(readSiteSearch({ q: 101, district: 137 })).toEqual({ q: '101', district: '137' });
  });

  it('does not take an inherited name for a state', () => {
    expect(readSiteSearch({ state: 'toString' })).toEqual({});
  });
});

describe('selectSites', () => {
  const sites = indexSites([
    site('a', { name: 'Đại Lịch', since: '2019-11-30T01:00:00Z' }),
    site('b', { name: 'Dế Xu Phình', state: 'down' }),
    site('c', { name: 'Sở Y tế', class: 'department', district: null, districtName: null, state: 'unknown' }),
    site('d', { name: 'An Bình', state: 'down', since: '2019-11-30T02:00:00Z' }),
  ]);

  it('puts the worst first, the newest of them on top', () => {
    expect(ids(selectSites(sites, {}))).toEqual(['d', 'b', 'c', 'a']);
  });

  it('sorts by name as a dictionary does, and back', () => {
    expect(ids(selectSites(sites, { sort: 'name' }))).toEqual(['d', 'b', 'a', 'c']);
    expect(ids(selectSites(sites, { sort: 'name', reverse: true }))).toEqual(['c', 'a', 'b', 'd']);
  });

  it('filters by text without marks, also in the district', () => {
    expect(ids(selectSites(sites, { q: 'so y te' }))).toEqual(['c']);
    expect(ids(selectSites(sites, { q: 'mu cang chai' }))).toHaveLength(3);
  });

  it('filters by state, class and level', () => {
    expect(ids(selectSites(sites, { state: 'down', sort: 'name' }))).toEqual(['d', 'b']);
    expect(ids(selectSites(sites, { district: PROVINCE_LEVEL }))).toEqual(['c']);
    expect(ids(selectSites(sites, { class: 'department', district: '137' }))).toEqual([]);
  });
});

describe('districtChoices', () => {
  it('names each district once', () => {
    expect(districtChoices([site('a'), site('b'), site('c', { district: null })])).toEqual([
      { code: '137', name: 'Huyện Mù Cang Chải' },
    ]);
  });
});
