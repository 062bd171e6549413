import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { voiceQuality } from '../../../model/voice-quality.ts';

describe('voice quality (ITU-T G.107)', () => {
  it('of a perfect line is R 93.2, MOS 4.41', () => {
    const { rFactor, mos } = voiceQuality(0, 0);
    expect(rFactor).toBeCloseTo(93.2, 10);
    expect(mos).toBeCloseTo(4.41, 2);
  });

  // Worked by hand: Id = 0.024 x 200 + 0.11 x 22.7 = 7.297; Ie,eff = 95 x 2 / (2 + 25.1) = 7.0111.
  it('of 200 ms and 2 % loss is R 78.89', () => {
    expect(voiceQuality(200, 2).rFactor).toBeCloseTo(93.2 - 7.297 - 7.011_07, 4);
  });

  it('is worse where loss comes in bursts', () => {
    expect(voiceQuality(50, 5, undefined, 2).rFactor).toBeLessThan(voiceQuality(50, 5).rFactor);
  });

  it('stays within its scales and never gains from delay or loss', () => {
    const delay = fc.double({ min: 0, max: 5_000, noNaN: true });
    const loss = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(delay, delay, loss, loss, (delayA, delayB, lossA, lossB) => {
        const better = voiceQuality(Math.min(delayA, delayB), Math.min(lossA, lossB));
        const worse = voiceQuality(Math.max(delayA, delayB), Math.max(lossA, lossB));
        // Near a loss of 100 % the last digit of a double goes either way.
        expect(worse.rFactor).toBeLessThanOrEqual(better.rFactor + 1e-9);
        expect(worse.rFactor).toBeGreaterThanOrEqual(0);
        expect(worse.mos).toBeGreaterThanOrEqual(1);
        expect(better.mos).toBeLessThanOrEqual(4.5);
      }),
    );
  });
});
