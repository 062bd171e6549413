import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../model/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['200ms', 200],
    ['5s', 5_000],
    ['1m30s', 90_000],
    ['36h', 129_600_000],
    ['1w1d', 691_200_000],
    ['1.5s', 1_500],
    ['0s', 0],
    [' 5s ', 5_000],
  ])('reads "%s"', (text, durationMs) => expect(parseDuration(text)).toBe(durationMs));

  it.each(['', '5', 's', '-5s', '5 s', '5S', '5s!', '1,5s', '.5s', '5s 3', 'Infinitys'])(
    'refuses "%s"',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseDuration(text) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [1_500, '1s500ms'],
    [90_000, '1m30s'],
    [86_400_000, '1d'],
    [3_600_001, '1h1ms'],
  ])('writes %i as %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));

  it('writes what is read back as the same', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), (durationMs) => {
        expect(parseDuration(formatDuration(durationMs))).toBe(durationMs);
      }),
    );
  });
});
