import { describe, expect, it } from 'vitest';
import {
  criticalIds,
  gravestFirst,
  nextView,
  placeCallouts,
  readWallSearch,
  stepSeconds,
  wallViews,
} from '../../../dashboards/web/src/lib/wallboard.ts';

describe('readWallSearch', () => {
  it('keeps the step within what can be read, and leaves nonsense out', () => {
    expect(readWallSearch({ seconds: 30, sound: 'off' })).toEqual({ seconds: 30, sound: 'off' });
    expect(readWallSearch({ seconds: '1' })).toEqual({ seconds: 5 });
    expect(readWallSearch({ seconds: 9e9 })).toEqual({ seconds: 300 });
    expect(readWallSearch({ seconds: 'soon', sound: 'loud' })).toEqual({});
    expect(stepSeconds({})).toBe(20);
  });
});

describe('wallViews', () => {
  const site = (district: string | null, state: 'up' | 'down' | 'unreachable' | 'degraded') => ({
    district,
    state,
  });

  it('is the province alone while nothing fails and there are no rooms', () => {
    expect(wallViews([site('135', 'up'), site('136', 'degraded')], false)).toEqual(['province']);
  });

  it('has the districts that are worst off, one that is down before many that follow from it', () => {
    const sites = [
      site('135', 'unreachable'),
      site('135', 'unreachable'),
      site('136', 'down'),
      site('137', 'down'),
      site('137', 'down'),
      site('138', 'unreachable'),
      site(null, 'down'),
    ];
    expect(wallViews(sites, true)).toEqual([
      'province',
      'district:137',
      'district:136',
      'district:135',
      'rooms',
    ]);
  });
});

describe('nextView', () => {
  it('goes round in both directions, and to the first from a view that is gone', () => {
    const views = ['province', 'district:135', 'rooms'] as const;
    expect(nextView(views, 'rooms')).toBe('province');
    expect(nextView(views, 'province', -1)).toBe('rooms');
    expect(nextView(views, 'district:9')).toBe('province');
  });
});

describe('incidents', () => {
  const incidents = [
    { id: 1, severity: 'critical' },
    { id: 2, severity: 'warning' },
    { id: 3, severity: 'critical' },
    { id: 4, severity: 'major' },
  ] as const;

  it('the gravest come first, then the newest', () => {
    expect(gravestFirst(incidents).map(({ id }) => id)).toEqual([3, 1, 4, 2]);
  });

  it('the critical ones are told apart', () => {
    expect([...criticalIds(incidents)]).toEqual([1, 3]);
  });
});

describe('placeCallouts', () => {
  const mark = (id: string, x: number, y: number, state: 'down' | 'degraded' = 'down') => ({
    site: { id, state },
    text: 'xã Nậm Có',
    x,
    y,
  });

  it('stands to the right, at the edge to the left', () => {
    const [first, second] = placeCallouts([mark('a', 100, 0), mark('b', 980, 100)], 1, 1000);
    expect(first).toMatchObject({ id: 'a', anchor: 'start', x: 114 });
    expect(second).toMatchObject({ id: 'b', anchor: 'end', x: 966 });
  });

  it('leaves out what has no room, the lesser trouble first', () => {
    const marks = [mark('c', 104, 0, 'degraded'), mark('a', 100, 0), mark('b', 102, 0)];
    const ids = placeCallouts(marks, 1, 1000).map(({ id }) => id);
    expect(ids).toEqual(['a', 'b']);
  });
});
