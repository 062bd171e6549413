import { describe, expect, it } from 'vitest';
import { DEFAULT_FLAPPING, isFlapping, penaltyOf } from '../../../../collector/incidents/flapping.ts';

const HALF_LIFE = DEFAULT_FLAPPING.halfLifeMs;

describe('the penalty of outages', () => {
  it.each([
    ['none', [], 0, 0],
    ['one now', [0], 0, 1],
    ['one a half-life ago', [0], HALF_LIFE, 0.5],
    ['two, now and two half-lives ago', [0, 2 * HALF_LIFE], 2 * HALF_LIFE, 1.25],
    ['one that is still to come', [10], 0, 0],
  ])('%s', (_, outages, nowMs, penalty) => {
    expect(penaltyOf(outages, nowMs, DEFAULT_FLAPPING)).toBeCloseTo(penalty, 9);
  });

  it('takes more to begin flapping than to go on', () => {
    const outages = [0, 0];
    expect(isFlapping(outages, 0, false, DEFAULT_FLAPPING)).toBe(false);
    expect(isFlapping(outages, 0, true, DEFAULT_FLAPPING)).toBe(true);
    expect(isFlapping([0, 0, 0], 0, false, DEFAULT_FLAPPING)).toBe(true);
    expect(isFlapping([0, 0, 0], 3 * HALF_LIFE, true, DEFAULT_FLAPPING)).toBe(false);
  });
});
