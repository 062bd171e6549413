import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, isBreach, isRecovered, newLatch } from '../../../../collector/rules/latch.ts';

const LEVEL = { severity: 'warning', raise: 80, clear: 70 } as const;
const HOLD = { raise: 60_000, clear: 120_000 };

/** Follows values a fixed time apart; whether it is raised after each. */
function follow(values: readonly number[], everyMs: number, hold = HOLD): boolean[] {
  const latch = newLatch(false, 0);
  return values.map((value, index) => {
    const speaks = latch.raised ? isRecovered(LEVEL, 'above', value) : isBreach(LEVEL, 'above', value);
    advance(latch, speaks, index * everyMs, latch.raised ? hold.clear : hold.raise);
    return latch.raised;
  });
}

describe('a latch', () => {
  it('is raised when the values have been beyond for the hold, and since they were', () => {
    const latch = newLatch(false, 0);
    expect(advance(latch, true, 10, 100)).toBe(false);
    expect(advance(latch, true, 109, 100)).toBe(false);
    expect(advance(latch, true, 110, 100)).toBe(true);
    expect(latch).toEqual({ raised: true, pendingMs: undefined, sinceMs: 10 });
  });

  it('begins to wait anew when a value is on the other side', () => {
    const latch = newLatch(false, 0);
    advance(latch, true, 0, 100);
    advance(latch, false, 50, 100);
    expect(advance(latch, true, 100, 100)).toBe(false);
    expect(advance(latch, true, 200, 100)).toBe(true);
  });

  it.each([
    ['above', 80, false, false],
    ['above', 80.1, true, false],
    ['above', 70, false, true],
    ['below', 80, false, true],
    ['below', 79.9, true, true],
    ['equal', 80, true, false],
    ['equal', 81, false, true],
  ] as const)('%s: of %d', (when, value, breaches, recovers) => {
    expect(isBreach(LEVEL, when, value)).toBe(breaches);
    expect(isRecovered(LEVEL, when, value)).toBe(recovers);
  });

  const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 200 });

  it('never changes by values between clear and raise, whatever came before', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(fc.double({ min: 70.001, max: 80, noNaN: true }), { maxLength: 50 }),
        (before, between) => {
          const states = follow([...before, ...between], 30_000);
          expect(new Set(states.slice(before.length - 1)).size).toBeLessThanOrEqual(
            1 + Number(before.length === 0),
          );
        },
      ),
    );
  });

  it('is raised only by values that were all beyond for the whole hold, and cleared only so', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1_000, max: 60_000 }), (all, everyMs) => {
        const states = follow(all, everyMs);
        for (const [index, raised] of states.entries()) {
          if (raised === (states[index - 1] ?? false)) continue;
          const holdMs = raised ? HOLD.raise : HOLD.clear;
          const stretch = all.slice(Math.max(0, index - Math.ceil(holdMs / everyMs)), index + 1);
          expect(stretch.every((value) => (raised ? value > 80 : value <= 70))).toBe(true);
          expect((stretch.length - 1) * everyMs).toBeGreaterThanOrEqual(holdMs);
        }
      }),
    );
  });

  it('changes no more often than the holds allow', () => {
    fc.assert(
      fc.property(values, (all) => {
        const states = follow(all, 10_000);
        const changes = states.filter((raised, index) => raised !== (states[index - 1] ?? false)).length;
        expect(changes).toBeLessThanOrEqual(1 + (2 * all.length * 10_000) / (HOLD.raise + HOLD.clear));
      }),
    );
  });
});
