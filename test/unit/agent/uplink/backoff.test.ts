import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from '../../../../agent/uplink/backoff.ts';

describe('backoffMs', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [6, 16_000],
    [7, 30_000],
    [1_000, 30_000],
  ])('after %i failures is at most %i ms', (failures, limitMs) =>
    expect(backoffMs(failures, 1)).toBe(limitMs),
  );

  it('is never less than a tenth of the step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          expect(backoffMs(failures, random)).toBeGreaterThanOrEqual(backoffMs(failures, 1) * 0.1);
          expect(backoffMs(failures, random)).toBeLessThanOrEqual(30_000);
        },
      ),
    );
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2026, 10, 23, 10, 0, 0);

  it.each([
    ['seconds', '5', 5_000],
    ['no time', '0', 0],
    ['a date', 'Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
    ['a date that has passed', 'Mon, 23 Nov 2026 09:00:00 GMT', 0],
    ['nothing', undefined, undefined],
    ['nonsense', 'soon', undefined],
  ])('reads %s', (_, header, waitMs) => expect(retryAfterMs(header, now)).toBe(waitMs));
});
