import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_VALUES, ValueWindow } from '../../../../collector/rules/value-window.ts';

const MINUTE = 60_000;

function windowOf(values: readonly number[], everyMs = 10_000, lengthMs = MINUTE): ValueWindow {
  const window = new ValueWindow(lengthMs);
  for (const [index, value] of values.entries()) window.add(index * everyMs, value);
  return window;
}

describe('a window of values', () => {
  const window = windowOf([100, 100, 0, 4, 1, 3, 2, 0, 6]); // the first two have left it

  it.each([
    ['last', 6],
    ['min', 0],
    ['max', 6],
    ['count', 5],
    ['p95', 6],
    ['avg', 16 / 7],
    ['rate', (4 + 2 + 6) / 60],
  ] as const)('%s', (kind, expected) => expect(window.aggregate(kind)).toBeCloseTo(expected, 10));

  it.each(['avg', 'p95', 'rate'] as const)('%s says nothing before half of it is filled', (kind) => {
    expect(windowOf([1, 2, 3]).aggregate(kind)).toBeUndefined();
    expect(windowOf([1, 2, 3, 4]).aggregate(kind)).toBeDefined();
  });

  it.each(['min', 'max', 'count', 'last'] as const)('%s speaks at once', (kind) => {
    expect(windowOf([1]).aggregate(kind)).toBe(1);
  });

  it('takes a counter that begins anew for one that has not grown', () => {
    expect(windowOf([1_000, 1_060, 10, 70, 130, 190, 250]).aggregate('rate')).toBe(5);
  });

  it('averages what a list would, however long it goes on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 8, maxLength: 300 }),
        (all) => {
          const kept = all.slice(-7);
          expect(windowOf(all).aggregate('avg')).toBeCloseTo(
            kept.reduce((sum, value) => sum + value, 0) / 7,
            3,
          );
        },
      ),
    );
  });

  it('keeps the newest of too many', () => {
    const many = Array.from({ length: MAX_VALUES + 500 }, (_, index) => index);
    const crowded = windowOf(many, 1, MINUTE);
    expect(crowded.aggregate('min')).toBe(500);
    expect(crowded.aggregate('max')).toBe(MAX_VALUES + 499);
  });
});
