import { describe, expect, it } from 'vitest';
import { RateLimit } from '../../../../agent/traps/rate-limit.ts';

const RATE = { burst: 20, perSecond: 1 };

function taken(limit: RateLimit, source: string, count: number, nowMs: number): number {
  return Array.from({ length: count }, () => limit.take(source, nowMs)).filter(Boolean).length;
}

describe('the rate limit of traps', () => {
  it('lets a burst through, and no more', () => {
    expect(taken(new RateLimit(RATE), 'a', 100, 0)).toBe(20);
  });

  it('lets one a second through after that', () => {
    const limit = new RateLimit(RATE);
    taken(limit, 'a', 100, 0);
    expect(taken(limit, 'a', 100, 3_000)).toBe(3);
  });

  it('does not make one source pay for another', () => {
    const limit = new RateLimit(RATE);
    taken(limit, 'a', 100, 0);
    expect(taken(limit, 'b', 5, 0)).toBe(5);
  });
});
