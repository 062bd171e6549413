import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberRanges } from '../../../model/number-ranges.ts';

const LARGEST = 40;
const range = fc
  .tuple(fc.integer({ min: 1, max: LARGEST }), fc.nat(12))
  .map(([first, more]) => ({ first, last: Math.min(LARGEST, first + more) }));
const everyNumber = Array.from({ length: LARGEST + 2 }, (_, number) => number + 1);

describe('number ranges', () => {
  it('joins what overlaps or touches', () => {
    const ranges = new NumberRanges([
      { first: 1, last: 2 },
      { first: 8, last: 9 },
      { first: 4, last: 5 },
    ]);
    expect(String(ranges)).toBe('1-2,4-5,8-9');
    ranges.add(3, 3);
    expect(String(ranges)).toBe('1-5,8-9');
    ranges.add(2, 20);
    expect(String(ranges)).toBe('1-20');
  });

  it('is what a set of the same numbers is, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), range, (added, asked) => {
        const ranges = new NumberRanges(added);
        const numbers = new Set(
          added.flatMap(({ first, last }) =>
            everyNumber.filter((number) => number >= first && number <= last),
          ),
        );
        const inside = everyNumber.filter((number) => number >= asked.first && number <= asked.last);
        const held = inside.filter((number) => numbers.has(number));
        expect(everyNumber.filter((number) => ranges.has(number))).toEqual(
          everyNumber.filter((number) => numbers.has(number)),
        );
        expect(ranges.includes(asked.first, asked.last)).toBe(held.length === inside.length);
        expect(ranges.countWithin(asked.first, asked.last)).toBe(held.length);
        expect(new NumberRanges(ranges.within(asked.first, asked.last)).toString()).toBe(
          new NumberRanges(held.map((number) => ({ first: number, last: number }))).toString(),
        );
        const { first } = asked;
        expect(ranges.firstMissing(first)).toBe(
          everyNumber.find((number) => number >= first && !numbers.has(number)),
        );
        expect(ranges.firstPresent(first)).toBe(
          everyNumber.find((number) => number >= first && numbers.has(number)),
        );
        expect(ranges.last).toBe(Math.max(0, ...numbers));
        expect(NumberRanges.parse(String(ranges))?.toString()).toBe(String(ranges));
      }),
    );
  });

  it.each(['1', '1-', 'a-b', '5-3', '1-2,', '1-2;3-4', ' 1-2', '1-9999999999999999'])(
    'refuses "%s"',
    (text) => expect(NumberRanges.parse(text)).toBeUndefined(),
  );

  it('refuses a range that ends before it begins', () =>
    expect(() => new NumberRanges().add(2, 1)).toThrow(RangeError));
});
