import { describe, expect, it } from 'vitest';
import type { Binding } from '../../../../../agent/probes/snmp/client.ts';
import type { InterfaceSample } from '../../../../../agent/probes/snmp/interfaces.ts';
import { interfacePoints, rateBps, readInterfaceRows } from '../../../../../agent/probes/snmp/interfaces.ts';
import type { InterfaceColumn } from '../../../../../agent/probes/snmp/oids.ts';
import { INTERFACE } from '../../../../../agent/probes/snmp/oids.ts';

type Cells = Partial<Record<InterfaceColumn, string | number | bigint>>;

function octets(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(value);
  return buffer;
}

/** A table as a walk gives it; rows by ifIndex. */
function rowsOf(table: Record<string, Cells>) {
  const columns = new Map<string, Map<string, Binding>>();
  for (const [index, cells] of Object.entries(table)) {
    for (const [column, value] of Object.entries(cells)) {
      const oid = INTERFACE[column as InterfaceColumn];
      const cell =
        typeof value === 'string' ? Buffer.from(value) : typeof value === 'bigint' ? octets(value) : value;
      columns.set(
        oid,
        (columns.get(oid) ?? new Map()).set(index, { oid: `${oid}.${index}`, type: 4, value: cell }),
      );
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
});
