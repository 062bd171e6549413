import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DirectionJitter, delayVariation } from '../../../../../agent/probes/stamp/delay-variation.ts';

describe('packet delay variation (RFC 5481 section 4.2)', () => {
  it('is over the least delay', () => {
    const delays = Array.from({ length: 100 }, (_, index) => 50 + index);
    expect(delayVariation(delays)).toEqual({ p50: 49, p95: 94, p99: 98 });
  });

  it('does not see what the clocks are apart', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1 });
    fc.assert(
      fc.property(delays, fc.integer({ min: -1e9, max: 1e9 }), (each, offset) => {
        expect(delayVariation(each.map((delay) => delay + offset))).toEqual(delayVariation(each));
      }),
    );
  });

  it('is unknown without packets', () => expect(delayVariation([])).toBeUndefined());
});

describe('jitter of a direction', () => {
  it('does not depend on how the stream is cut into rounds', () => {
    const transits = [20, 36, 20, 20, 25, 31];
    const whole = new DirectionJitter().next(transits);
    const cut = new DirectionJitter();
    cut.next(transits.slice(0, 1));
    cut.next([]);
    cut.next(transits.slice(1, 4));
    expect(cut.next(transits.slice(4))).toBe(whole);
  });
});
