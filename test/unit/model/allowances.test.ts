import { describe, expect, it } from 'vitest';
import { Allowances } from '../../../model/allowances.ts';

describe('an allowance', () => {
  function open(burst: number, perSecond: number) {
    const clock = { ms: 1_000 };
    return { clock, allowances: new Allowances({ burst, perSecond }, () => clock.ms) };
  }

  it('is used up at once and fills up again with time', () => {
    const { clock, allowances } = open(2, 0.5);
    expect([allowances.take('a'), allowances.take('a'), allowances.take('a')]).toEqual([0, 0, 2]);
    clock.ms += 1_000;
    expect(allowances.waitS('a')).toBe(1);
    clock.ms += 1_000;
    expect([allowances.waitS('a'), allowances.take('a'), allowances.take('a')]).toEqual([0, 0, 2]);
  });

  it('never holds more than its burst', () => {
    const { clock, allowances } = open(2, 1);
    clock.ms += 1_000_000;
    expect([allowances.take('a'), allowances.take('a'), allowances.take('a')]).toEqual([0, 0, 1]);
  });

  it('is one for each key', () => {
    const { allowances } = open(1, 1);
    expect([allowances.take('a'), allowances.take('b'), allowances.take('a')]).toEqual([0, 0, 1]);
  });

  it('lets a thing that is larger than it through when it is full, and waits for that long after', () => {
    const { clock, allowances } = open(10, 1);
    expect(allowances.take('a', 30)).toBe(0);
    expect(allowances.take('a', 1)).toBe(21);
    clock.ms += 21_000;
    expect(allowances.take('a', 1)).toBe(0);
  });

  it('forgets who asked longest ago rather than grow without end', () => {
    const { allowances } = open(1, 0.001);
    allowances.take('first');
    for (let number = 0; number < 10_000; number++) allowances.take(`key ${number}`);
    expect([allowances.waitS('first'), allowances.waitS('key 9999')]).toEqual([0, 1_000]);
  });
});
