import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureOver, pairedRatios, spreadOf } from '../../bench/statistics.ts';

describe('spreadOf', () => {
  it('takes the middle of an odd number, the mean of the middle two of an even one', () => {
    expect(spreadOf([5, 1, 100])).toEqual({ median: 5, min: 1, max: 100 });
    expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100 });
    expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7 });
  });

  it('has as many values below the median as above, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { median, min, max } = spreadOf(values);
        const below = values.filter((value) => value < median).length;
        const above = values.filter((value) => value > median).length;
        expect(below).toBeLessThanOrEqual(values.length / 2);
        expect(above).toBeLessThanOrEqual(values.length / 2);
        expect(min <= median && median <= max).toBe(true);
      }),
    );
  });

  it('refuses no values', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe('pairedRatios', () => {
  it('pairs by round, so that what slowed both cancels out', () => {
    expect(pairedRatios([10, 100, 20], [20, 200, 40])).toEqual([0.5, 0.5, 0.5]);
  });

  it('refuses rounds that do not pair', () => {
    expect(() => pairedRatios([1, 2], [1])).toThrow('do not pair');
  });
});

describe('figureOver', () => {
  it('collects a figure, and misses it where a round lacks it', () => {
    expect(figureOver([{ wall_ms: 1 }, { wall_ms: 2 }], 'wall_ms')).toEqual([1, 2]);
    expect(() => figureOver([{ wall_ms: 1 }, {}], 'wall_ms')).toThrow('wall_ms');
  });
});
