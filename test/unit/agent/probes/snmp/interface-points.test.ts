import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interfacePoints } from '../../../../../agent/probes/snmp/interface-points.ts';
import type { InterfaceSample } from '../../../../../agent/probes/snmp/interface-rates.ts';
import type { Cells } from './interface-table.ts';
import { rowsOf } from './interface-table.ts';

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
