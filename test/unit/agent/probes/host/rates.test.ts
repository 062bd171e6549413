import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InterfaceRates } from '../../../../../agent/probes/host/rates.ts';

/** The rate of a second in which the counter went from one to the other. */
function rateOf(before: bigint, after: bigint, bits: 32 | 64 = 64) {
  const rates = new InterfaceRates(bits);
  rates.begin();
  rates.rate('eth0', { in: before, out: 0n }, 0);
  rates.begin();
  return rates.rate('eth0', { in: after, out: 0n }, 1_000);
}

describe('the rate of an interface', () => {
  it('is in bits a second', () => expect(rateOf(100n, 1_100n)).toEqual({ inBps: 8_000, outBps: 0 }));
  it('is exact beyond 2^53', () => expect(rateOf(2n ** 63n, 2n ** 63n + 1n)?.inBps).toBe(8));
  it('goes on where 32 bits wrap', () => expect(rateOf(2n ** 32n - 10n, 10n, 32)?.inBps).toBe(160));

  it.each<[string, bigint, bigint, 32 | 64]>([
    ['64 bits fall, also where 32 would have wrapped', 2n ** 32n - 10n, 10n, 64],
    ['a wrap would be faster than any line', 100n, 50n, 32],
    ['more than 32 bits fall', 2n ** 40n, 1n, 32],
  ])('has a gap where %s', (_, before, after, bits) => expect(rateOf(before, after, bits)).toBeUndefined());

  it('has a gap at first, at the same moment, and after an interface was gone', () => {
    const rates = new InterfaceRates(64);
    const counters = { in: 1n, out: 1n };
    rates.begin();
    expect(rates.rate('eth0', counters, 0)).toBeUndefined();
    rates.begin();
    expect(rates.rate('eth0', counters, 0)).toBeUndefined();
    rates.begin();
    rates.begin();
    expect(rates.rate('eth0', counters, 2_000)).toBeUndefined();
  });

  it('is never negative', () => {
    const counter = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(counter, counter, fc.constantFrom<32 | 64>(32, 64), (before, after, bits) => {
        expect(rateOf(before, after, bits)?.inBps ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
