import { describe, expect, it } from 'vitest';
import { offsetOf } from '../../../dashboards/web/src/lib/text-place.ts';

describe('a place in a text', () => {
  it.each([
    [1, 1, 0],
    [2, 3, 5],
    // Behind the end of its line, and of the text.
    [1, 99, 2],
    [3, 99, 7],
    [99, 1, 7],
  ])('line %i, column %i is at %i', (line, column, offset) => {
    expect(offsetOf('ab\ncde\n', line, column)).toBe(offset);
  });
});
