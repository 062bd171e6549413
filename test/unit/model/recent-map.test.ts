import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentMap } from '../../../model/recent-map.ts';

describe('a map of bounded size', () => {
  it('forgets what was stored longest ago', () => {
    const map = new RecentMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, undefined, 4]);
  });

  it('is not made younger by being looked at', () => {
    const map = new RecentMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect(map.get('a')).toBeUndefined();
  });

  it('holds the latest keys, and no more of them than it may', () => {
    const keys = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 10 }), (stored, capacity) => {
        const map = new RecentMap<number, number>(capacity);
        for (const [index, key] of stored.entries()) map.set(key, index);
        const latest = [...new Set(stored.toReversed())].slice(0, capacity);
        expect(map.size).toBe(latest.length);
        for (const key of latest) expect(map.get(key)).toBe(stored.lastIndexOf(key));
      }),
    );
  });
});
