import { describe, expect, it } from 'vitest';
import { BoundedMap } from '../../../../agent/traps/bounded-map.ts';

describe('a bounded map', () => {
  it('forgets what was set longest ago', () => {
    const map = new BoundedMap<number>();
    map.set('first', 0);
    map.set('second', 0);
    for (let number = 0; number < 998; number++) map.set(String(number), number);
    map.set('first', 1);
    map.set('one more', 2);
    expect([map.get('first'), map.get('second'), map.get('0')]).toEqual([1, undefined, 0]);
  });
});
