import { describe, expect, it } from 'vitest';
import { flatnessOf } from '../../bench/flatness.ts';

const samples = (count: number, valueAt: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({ atMs: 5_000 + index * 1_000, value: valueAt(index) }));

describe('flatness', () => {
  it('of what does not move is complete', () => {
    expect(
      flatnessOf(
        samples(60, () => 50),
        10_000,
      ),
    ).toEqual({ mean: 50, deviationPercent: 0, slopePerHour: 0 });
  });

  it('tells of a slow leak by its slope and by its ends', () => {
    const { slopePerHour, deviationPercent } = flatnessOf(
      samples(3_600, (index) => 50 + index / 360),
      60_000,
    );
    expect(slopePerHour).toBeCloseTo(10, 1);
    expect(deviationPercent).toBeGreaterThan(8);
  });

  it('does not mind a saw whose teeth are shorter than a slice', () => {
    const { deviationPercent, slopePerHour } = flatnessOf(
      samples(600, (index) => 50 + (index % 10)),
      30_000,
    );
    expect(deviationPercent).toBeCloseTo(0);
    expect(Math.abs(slopePerHour)).toBeLessThan(1);
  });

  it('is not told from less than two slices', () => {
    expect(() =>
      flatnessOf(
        samples(5, () => 1),
        10_000,
      ),
    ).toThrow(RangeError);
  });
});
