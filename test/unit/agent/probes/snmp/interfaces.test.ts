import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnmpValue } from '../../../../../agent/probes/snmp/codec/pdu.ts';
import type { InterfaceSample } from '../../../../../agent/probes/snmp/interfaces.ts';
import {
  interfacePoints,
  rateBps,
  readInterfaceRows,
  restarted,
} from '../../../../../agent/probes/snmp/interfaces.ts';
import type { InterfaceColumn } from '../../../../../agent/probes/snmp/oids.ts';
import { INTERFACE } from '../../../../../agent/probes/snmp/oids.ts';

type Cells = Partial<Record<InterfaceColumn, string | number | bigint>>;

/** A table as a walk gives it; rows by ifIndex. */
function rowsOf(table: Record<string, Cells>) {
  const columns = new Map<string, Map<string, SnmpValue>>();
  for (const [index, cells] of Object.entries(table)) {
    for (const [column, value] of Object.entries(cells)) {
      const oid = INTERFACE[column as InterfaceColumn];
      const cell = typeof value === 'string' ? Buffer.from(value) : value;
      columns.set(oid, (columns.get(oid) ?? new Map()).set(index, cell));
    }
  }
  return readInterfaceRows(columns);
}

describe('readInterfaceRows', () => {
  it('names a row by ifName', () =>
    expect([...rowsOf({ 1: { ifName: 'ge-0/0/0', ifDescr: 'port 1' } }).keys()]).toEqual(['ge-0/0/0']));
  it('falls back to ifDescr', () => expect([...rowsOf({ 1: { ifDescr: 'eth0' } }).keys()]).toEqual(['eth0']));
  it('falls back to ifDescr where ifName is empty', () =>
    expect([...rowsOf({ 1: { ifName: '', ifDescr: 'eth0' } }).keys()]).toEqual(['eth0']));
  it('falls back to the index', () => expect([...rowsOf({ 7: { ifDescr: '' } }).keys()]).toEqual(['7']));
  it('tells two rows of one name apart by the index', () =>
    expect([...rowsOf({ 1: { ifName: 'wan' }, 2: { ifName: 'wan' } }).keys()]).toEqual(['wan', 'wan#2']));

  it('tells rows of one name apart by their aliases, which stay when indexes change', () =>
    expect([
      ...rowsOf({
        1: { ifName: 'wan', ifAlias: 'north' },
        2: { ifName: 'wan', ifAlias: 'south' },
        3: { ifName: 'wan' },
      }).keys(),
    ]).toEqual(['wan (north)', 'wan (south)', 'wan']));

  it.each<[string, Cells, number]>([
    ['ifHighSpeed in megabits', { ifHighSpeed: 10_000, ifSpeed: 4_294_967_295 }, 10_000_000_000],
    ['ifSpeed where there is no ifHighSpeed', { ifSpeed: 2_048_000 }, 2_048_000],
    ['ifSpeed where ifHighSpeed is 0', { ifHighSpeed: 0, ifSpeed: 512_000 }, 512_000],
    ['ifSpeed where ifHighSpeed is it, rounded', { ifHighSpeed: 1, ifSpeed: 1_441_000 }, 1_441_000],
    ['ifHighSpeed where ifSpeed is something else', { ifHighSpeed: 100, ifSpeed: 9_600 }, 100_000_000],
    ['no speed where ifSpeed says that it cannot', { ifSpeed: 4_294_967_295 }, 0],
    ['no speed where the device says none', {}, 0],
  ])('takes the speed: %s', (_, cells, speedBps) =>
    expect(rowsOf({ 1: { ifName: 'a', ...cells } }).get('a')).toMatchObject({ speedBps }),
  );

  it('prefers the wide counters', () => {
    const cells = { ifName: 'a', ifInOctets: 1, ifOutOctets: 2, ifHCInOctets: 2n ** 60n, ifHCOutOctets: 9n };
    expect(rowsOf({ 1: cells }).get('a')).toMatchObject({
      inOctets: 2n ** 60n,
      outOctets: 9n,
      counterBits: 64,
    });
  });

  it('takes the narrow counters where the wide ones are not both there', () => {
    const cells = { ifName: 'a', ifInOctets: 1, ifOutOctets: 2, ifHCInOctets: 5n };
    expect(rowsOf({ 1: cells }).get('a')).toMatchObject({ inOctets: 1n, outOctets: 2n, counterBits: 32 });
  });

  it('keeps what else the device says', () => {
    const cells = { ifName: 'a', ifAlias: 'to the core', ifOperStatus: 1, ifHighSpeed: 100 };
    expect(rowsOf({ 1: cells }).get('a')).toMatchObject({
      alias: 'to the core',
      highSpeed: 100n,
      others: { ifOperStatus: 1n, ifHighSpeed: 100n },
    });
  });
});

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

describe('interfacePoints', () => {
  function sample(
    atMs: number,
    inOctets: bigint,
    upTimeTicks: bigint | undefined,
    more: Cells = {},
  ): InterfaceSample {
    const cells = { ifName: 'wan0', ifHCInOctets: inOctets, ifHCOutOctets: 0n, ifHighSpeed: 100, ...more };
    return { atMs, upTimeTicks, rows: rowsOf({ 1: cells }) };
  }
  const before = sample(0, 0n, 1_000n);
  const after = sample(10_000, 1_250_000n, 2_000n);
  const points = (parts: Partial<Parameters<typeof interfacePoints>[0]>) =>
    interfacePoints({ tags: { site: 's' }, before, after, lines: {}, ...parts });

  it('have raw counters and, from the second poll on, rates', () => {
    expect(points({})).toEqual([
      {
        measurement: 'interface',
        tags: { site: 's', ifName: 'wan0' },
        fields: {
          ifHighSpeed: 100n,
          ifHCInOctets: 1_250_000n,
          ifHCOutOctets: 0n,
          in_bps: 1_000_000,
          out_bps: 0,
          in_utilisation: 1,
          out_utilisation: 0,
        },
        timeMs: 10_000,
      },
    ]);
  });

  it('have no rates at the first poll', () => {
    expect(points({ before: undefined })[0]!.fields).not.toHaveProperty('in_bps');
  });

  it('have no rates over a restart of the device', () => {
    expect(points({ after: sample(10_000, 1_250_000n, 500n) })[0]!.fields).not.toHaveProperty('in_bps');
  });

  it('have rates where the device does not tell its uptime', () => {
    expect(points({ after: sample(10_000, 1_250_000n, undefined) })[0]!.fields).toHaveProperty(
      'in_bps',
      1_000_000,
    );
  });

  it('have no rates where the width of the counters changed', () => {
    const narrow = {
      atMs: 0,
      upTimeTicks: 1_000n,
      rows: rowsOf({ 1: { ifName: 'wan0', ifInOctets: 0, ifOutOctets: 0 } }),
    };
    expect(points({ before: narrow })[0]!.fields).not.toHaveProperty('in_bps');
  });

  it('follow the name when the index changes', () => {
    const renumbered = {
      ...after,
      rows: rowsOf({ 9: { ifName: 'wan0', ifHCInOctets: 1_250_000n, ifHCOutOctets: 0n } }),
    };
    expect(points({ after: renumbered })[0]!.fields).toHaveProperty('in_bps', 1_000_000);
  });

  it('hold traffic against the line’s contract, not the port’s speed', () => {
    const [point] = points({ lines: { wan0: { id: 'line-1', bandwidth_kbps: 2_000 } } });
    expect(point!.tags).toMatchObject({ line: 'line-1' });
    expect(point!.fields).toMatchObject({ in_bps: 1_000_000, in_utilisation: 50 });
  });

  it('are tagged with the alias where there is one', () => {
    expect(points({ after: sample(10_000, 0n, 2_000n, { ifAlias: 'to core' }) })[0]!.tags).toHaveProperty(
      'ifAlias',
      'to core',
    );
  });

  it('leave out rows that say nothing', () => {
    expect(points({ after: { ...after, rows: rowsOf({ 1: { ifName: 'lo' } }) } })).toEqual([]);
  });

  it('have no rates over a jump of the counters that the interface tells of', () => {
    const jumped = { ifCounterDiscontinuityTime: 1_500 };
    const early = sample(0, 0n, 1_000n, { ifCounterDiscontinuityTime: 0 });
    const late = sample(10_000, 1_250_000n, 2_000n, jumped);
    expect(points({ before: early, after: late })[0]!.fields).not.toHaveProperty('in_bps');
    expect(points({ before: { ...early, rows: late.rows }, after: late })[0]!.fields).toHaveProperty(
      'in_bps',
    );
  });

  it('hold traffic against ifSpeed where there is no ifHighSpeed', () => {
    const slow = { ifHighSpeed: 0, ifSpeed: 2_000_000 };
    const [point] = points({ before: sample(0, 0n, 1n, slow), after: sample(10_000, 1_250_000n, 2n, slow) });
    expect(point!.fields).toMatchObject({ in_bps: 1_000_000, in_utilisation: 50 });
  });

  it('have no rates where one of several of a name has another index now', () => {
    const of = (index: number, octets: bigint) =>
      rowsOf({
        [index]: { ifName: 'wan', ifHCInOctets: octets, ifHCOutOctets: 0n },
        [index + 1]: { ifName: 'wan', ifHCInOctets: octets, ifHCOutOctets: 0n },
      });
    const found = points({ before: { ...before, rows: of(1, 0n) }, after: { ...after, rows: of(5, 9n) } });
    for (const { fields } of found) expect(fields).not.toHaveProperty('in_bps');
  });

  it('give each interface its own rate, whatever its index becomes', () => {
    const interfaces = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('eth0', 'eth1', 'wan', 'Ethernet'),
        alias: fc.constantFrom('north', 'south', 'đông', 'tây'),
        start: fc.bigInt(0n, 2n ** 62n),
        octets: fc.bigInt(0n, 10n ** 9n),
      }),
      { selector: ({ name, alias }) => `${name} ${alias}`, minLength: 1, maxLength: 16 },
    );
    const indexes = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(interfaces, indexes, indexes, (all, first, second) => {
        const rows = (at: readonly number[], counter: (one: (typeof all)[number]) => bigint) =>
          rowsOf(
            Object.fromEntries(
              all.map((one, position) => [
                String(at[position]),
                { ifName: one.name, ifAlias: one.alias, ifHCInOctets: counter(one), ifHCOutOctets: 0n },
              ]),
            ),
          );
        const found = interfacePoints({
          tags: {},
          lines: {},
          before: { atMs: 0, upTimeTicks: 1n, rows: rows(first, ({ start }) => start) },
          after: {
            atMs: 8_000,
            upTimeTicks: 800n,
            rows: rows(second, ({ start, octets }) => start + octets),
          },
        });
        const rates = found.map(
          ({ tags, fields }) => `${tags.ifName?.split(' ')[0]} ${tags.ifAlias} ${fields.in_bps}`,
        );
        const want = all.map(({ name, alias, octets }) => `${name} ${alias} ${Number(octets)}`);
        expect(rates.sort()).toEqual(want.sort());
      }),
    );
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
