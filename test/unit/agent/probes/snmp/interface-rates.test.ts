import { describe, expect, it } from 'vitest';
import type { InterfaceSample } from '../../../../../agent/probes/snmp/interface-rates.ts';
import { rateBps, restarted } from '../../../../../agent/probes/snmp/interface-rates.ts';

describe('rateBps', () => {
  const WRAP = 2n ** 32n;

  it.each<[string, bigint | undefined, bigint | undefined, 32 | 64, number, number, number | undefined]>([
    ['octets over time', 0n, 1_250n, 64, 1_000, 0, 10_000],
    ['nothing when nothing moved', 5n, 5n, 64, 1_000, 0, 0],
    ['beyond 2^53, exactly', 2n ** 60n, 2n ** 60n + 1_250n, 64, 1_000, 0, 10_000],
    ['over the wrap of a 32-bit counter', WRAP - 1_000n, 250n, 32, 1_000, 100, 10_000],
    ['not over a wrap without a speed', WRAP - 1_000n, 250n, 32, 1_000, 0, undefined],
    [
      'not over the reset of a 32-bit counter that a wrap cannot explain',
      3_000_000_000n,
      10n,
      32,
      1_000,
      100,
      undefined,
    ],
    ['not over the reset of a 64-bit counter', 1_000n, 10n, 64, 1_000, 100, undefined],
    ['not above the speed', 0n, 14_000_000n, 64, 1_000, 100, undefined],
    ['the speed where the clock was a little off', 0n, 13_000_000n, 64, 1_000, 100, 100_000_000],
    ['not without a reading before', undefined, 10n, 64, 1_000, 0, undefined],
    ['not without a reading after', 10n, undefined, 64, 1_000, 0, undefined],
    ['not when no time has passed', 0n, 10n, 64, 0, 0, undefined],
    ['not when the clock went back', 0n, 10n, 64, -5, 0, undefined],
  ])('%s', (_, before, after, bits, elapsedMs, speedMbps, bps) => {
    expect(rateBps(before, after, bits, elapsedMs, speedMbps)).toBe(bps);
  });
});

describe('restarted', () => {
  const DAY = 86_400_000;
  const WRAP = 2n ** 32n;
  const at = (
    atMs: number,
    upTimeTicks: bigint | undefined,
    boots?: bigint,
    timeS?: bigint,
  ): InterfaceSample => ({
    atMs,
    upTimeTicks,
    rows: new Map(),
    ...(boots === undefined || timeS === undefined ? {} : { engine: { boots, timeS } }),
  });

  it.each<[string, InterfaceSample, InterfaceSample, boolean]>([
    ['not while up time goes on', at(0, 1_000n), at(60_000, 7_000n), false],
    ['when up time went back', at(0, 900_000n), at(60_000, 1_000n), true],
    ['not when up time wrapped after 497 days', at(0, WRAP - 3_000n), at(60_000, 3_000n), false],
    ['when it is too short for a wrap', at(0, WRAP - 30_000_000n), at(60_000, 3_000n), true],
    ['when the engine counted a start', at(0, 1_000n, 4n, 10n), at(60_000, 2_000n, 5n, 20n), true],
    ['not when the engine runs on, whatever up time says', at(0, 900n, 4n, 10n), at(9, 5n, 4n, 70n), false],
    ['when engine and up time went back', at(0, 900_000n, 4n, 9_000n), at(60_000, 5n, 4n, 0n), true],
    [
      'not when both wrapped together',
      at(0, WRAP - 3_000n, 4n, 42_949_643n),
      at(60_000, 3_000n, 4n, 30n),
      false,
    ],
    ['not when nothing is known', at(0, undefined), at(60_000, undefined), false],
    ['not over a wrap between polls of a day', at(0, WRAP - 4_320_000n), at(DAY, 4_320_000n), false],
  ])('%s', (_, before, after, expected) => expect(restarted(before, after)).toBe(expected));
});
