import { describe, expect, it } from 'vitest';
import { DepartureEstimate } from '../../../../agent/reflector/departure.ts';

function estimateOf(...tookMs: number[]): number {
  const estimate = new DepartureEstimate();
  for (const took of tookMs) estimate.add(took);
  return estimate.ms;
}

describe('how long an answer takes to leave', () => {
  it('is not known of a program that has just begun', () => {
    expect(estimateOf()).toBe(0);
    expect(estimateOf(5, 3, 2, 2, 2, 2, 2)).toBe(0);
  });

  it('is the least of late', () => {
    expect(estimateOf(5, 3, 2, 0.2, 0.1, 0.2, 90, 0.2)).toBe(0.1);
    expect(estimateOf(0.1, 0.3, 0.3, 0.3, 0.2, 0.3, 0.3, 0.3, 0.3)).toBe(0.2);
  });
});
