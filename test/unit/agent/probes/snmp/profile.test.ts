import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnmpValue } from '../../../../../agent/probes/snmp/codec/pdu.ts';
import {
  aggregate,
  chooseProfile,
  resolveProfile,
  rowsOf,
  valueFrom,
} from '../../../../../agent/probes/snmp/profile.ts';
import type { Profile, ScalarMetric, TableMetric } from '../../../../../model/profile.ts';
import { profileSchema } from '../../../../../model/profile.ts';

const profile = (name: string, more: Partial<Profile> = {}): Profile => ({ name, ...more });
const matching = (name: string, ...prefixes: string[]) =>
  profile(name, { match: { sys_object_id: prefixes } });

const ENTERPRISE = '1.3.6.1.4.1';
const FAMILY = [
  profile('base'),
  matching('cisco', `${ENTERPRISE}.9`),
  matching('one', `${ENTERPRISE}.9.1.516`, `${ENTERPRISE}.77`),
  matching('many', `${ENTERPRISE}.99999999`),
];

const scalar = (more: Partial<ScalarMetric> = {}): ScalarMetric => ({
  measurement: 'snmp',
  field: 'cpu_percent',
  object: 'A-MIB::a',
  oid: '1.2.3',
  type: 'gauge',
  ...more,
});
const table = (more: Partial<TableMetric> = {}): TableMetric => ({
  ...scalar(),
  aggregate: 'avg',
  ...more,
});
const ref = (oid: string) => ({ object: 'A-MIB::x', oid });

const integer = (value: number): SnmpValue => value;
const text = (value: string): SnmpValue => Buffer.from(value);
const cellsOf = (cells: Record<string, SnmpValue>) => (oid: string) => cells[oid];

describe('the choice of a profile', () => {
  it.each([
    [`${ENTERPRISE}.9.1.516`, 'one'],
    [`${ENTERPRISE}.9.1.516.3`, 'one'],
    [`${ENTERPRISE}.9.1.5169`, 'cisco'],
    [`${ENTERPRISE}.9.1`, 'cisco'],
    [`${ENTERPRISE}.9`, 'cisco'],
    [`${ENTERPRISE}.77.1`, 'one'],
    [`${ENTERPRISE}.99999999.1`, 'many'],
    [`${ENTERPRISE}.999`, 'base'],
    [ENTERPRISE, 'base'],
    ['', 'base'],
    [undefined, 'base'],
  ])('%s is %s', (sysObjectId, name) => {
    expect(chooseProfile(FAMILY, sysObjectId)?.name).toBe(name);
    expect(chooseProfile([...FAMILY].reverse(), sysObjectId)?.name).toBe(name);
  });

  it('finds none among none', () => {
    expect(resolveProfile([], `${ENTERPRISE}.9`)).toEqual({ names: [], fields: [] });
  });

  it('takes the longest prefix, whatever the order', () => {
    const arc = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.array(arc, { maxLength: 4 }).map(String)), fc.array(arc), (made, id) => {
        const oid = [1, 3, ...id].join('.');
        const prefixes = made.map((arcs) => ['1.3', ...arcs.split(',').filter(Boolean)].join('.'));
        const profiles = [profile('base'), ...[...new Set(prefixes)].map((at) => matching(at, at))];
        const fits = prefixes.filter((at) => `${oid}.`.startsWith(`${at}.`));
        const longest = fits.sort((one, other) => other.length - one.length)[0] ?? 'base';
        expect(chooseProfile(profiles, oid)?.name).toBe(longest);
      }),
    );
  });
});

describe('the columns of interfaces', () => {
  const child = matching('child', '1.9');
  const parent = profile('parent', { interface_columns: ['ifName', 'ifHCInOctets'] });

  it('are inherited where the profile does not say', () => {
    expect(resolveProfile([{ ...child, extends: 'parent' }, parent], '1.9').interfaceColumns).toEqual([
      'ifName',
      'ifHCInOctets',
    ]);
  });

  it('are its own where it says so, also where there are none', () => {
    const own = { ...child, extends: 'parent', interface_columns: [] };
    expect(resolveProfile([own, parent], '1.9').interfaceColumns).toEqual([]);
  });

  it('are not said where nobody says so', () => {
    expect(resolveProfile([child, parent], '1.9')).not.toHaveProperty('interfaceColumns');
  });
});

describe('inheritance', () => {
  const own = scalar({ oid: '1.3.1' });
  const inherited = scalar({ oid: '1.3.2' });
  const other = scalar({ oid: '1.3.3', field: 'memory_percent' });
  const profiles = [
    profile('base', { scalars: [inherited, other] }),
    profile('child', { extends: 'base', match: { sys_object_id: ['1.9'] }, scalars: [own] }),
  ];

  it('puts the child’s source before the parent’s, and keeps what only the parent has', () => {
    expect(resolveProfile(profiles, '1.9.1')).toEqual({
      names: ['child', 'base'],
      fields: [
        { measurement: 'snmp', field: 'cpu_percent', sources: [own, inherited] },
        { measurement: 'snmp', field: 'memory_percent', sources: [other] },
      ],
    });
  });

  it('ends at a parent that is not there, and at one that comes again', () => {
    const lost = profile('lost', { extends: 'nowhere', match: { sys_object_id: ['1.1'] } });
    const ring = [
      profile('a', { extends: 'b', match: { sys_object_id: ['1.2'] } }),
      profile('b', { extends: 'a' }),
    ];
    expect(resolveProfile([lost], '1.1').names).toEqual(['lost']);
    expect(resolveProfile(ring, '1.2').names).toEqual(['a', 'b']);
  });
});

describe('a value', () => {
  it.each<[string, Partial<ScalarMetric>, Record<string, SnmpValue>, unknown]>([
    ['a gauge', {}, { '1.2.3': integer(42) }, 42],
    ['a gauge that is not there', {}, {}, undefined],
    ['a gauge that is a text', {}, { '1.2.3': 'high' }, undefined],
    ['a factor and an offset', { scale: -1, offset: 100 }, { '1.2.3': integer(93) }, 7],
    ['ticks in seconds', { type: 'ticks' }, { '1.2.3': integer(6_000) }, 60],
    ['ticks in minutes', { type: 'ticks', scale: 1 / 60 }, { '1.2.3': integer(180_000) }, 30],
    ['a counter', { type: 'counter' }, { '1.2.3': integer(7) }, 7n],
    ['a text', { type: 'text' }, { '1.2.3': text(' FCW1234 ') }, 'FCW1234'],
    ['a MAC address', { type: 'mac' }, { '1.2.3': Buffer.from('0050569a0b1c', 'hex') }, '00:50:56:9a:0b:1c'],
    ['no MAC address', { type: 'mac' }, { '1.2.3': text('00:50') }, undefined],
    [
      'a date',
      { type: 'date' },
      { '1.2.3': Buffer.from('07ea0b1a0d1e3b092b0700', 'hex') },
      '2026-11-26T13:30:59+07:00',
    ],
    ['no date', { type: 'date' }, { '1.2.3': integer(5) }, undefined],
    ['an empty text', { type: 'text' }, { '1.2.3': text('') }, undefined],
    ['an enum', { type: 'enum', map: { 3: false, 5: true } }, { '1.2.3': integer(5) }, true],
    ['an enum not listed', { type: 'enum', map: { 3: false, 5: true } }, { '1.2.3': integer(1) }, undefined],
    ['a number above the valid', { valid: { max: 100 } }, { '1.2.3': integer(65_535) }, undefined],
    ['a number below the valid', { valid: { min: 0 } }, { '1.2.3': integer(-1) }, undefined],
    [
      'a difference in percent',
      { minus: [ref('1.2.4'), ref('1.2.5')], percent_of: [ref('1.2.3')] },
      { '1.2.3': integer(1_000), '1.2.4': integer(500), '1.2.5': integer(250) },
      25,
    ],
    [
      'a percentage of a sum',
      { percent_of: [ref('1.2.3'), ref('1.2.4')] },
      { '1.2.3': integer(30), '1.2.4': integer(90) },
      25,
    ],
    [
      'a percentage of nothing',
      { percent_of: [ref('1.2.4')] },
      { '1.2.3': integer(0), '1.2.4': integer(0) },
      undefined,
    ],
    ['a part that is missing', { minus: [ref('1.2.4')] }, { '1.2.3': integer(1) }, undefined],
  ])('%s', (_, metric, cells, expected) => {
    expect(valueFrom(scalar(metric), cellsOf(cells))).toEqual(expected);
  });
});

describe('the rows of a table', () => {
  const columns = new Map([
    ['1.2.3', new Map([1, 2, 3].map((index) => [String(index), integer(index * 10)]))],
    [
      '1.2.9',
      new Map([
        ['1', integer(8)],
        ['2', integer(3)],
      ]),
    ],
    [
      '1.2.8',
      new Map([
        ['1', text('Routing Engine 0')],
        ['2', text('FPC 0')],
      ]),
    ],
    ['1.2.7', new Map([['1', '1.3.6.1.2.1.25.2.1.2']])],
  ]);
  const where = (oid: string, filter: object) => table({ where: [{ ...ref(oid), ...filter }] });

  it.each([
    ['all', table(), ['1', '2', '3']],
    ['by a number', where('1.2.9', { equals: 8 }), ['1']],
    ['by one of some numbers', where('1.2.9', { equals: [3, 8] }), ['1', '2']],
    ['by a text', where('1.2.8', { equals: 'FPC 0' }), ['2']],
    ['by a pattern', where('1.2.8', { matches: '^routing engine' }), ['1']],
    ['by an object identifier', where('1.2.7', { equals: '1.3.6.1.2.1.25.2.1.2' }), ['1']],
    ['by a column that is not there', where('1.2.6', { equals: 1 }), []],
  ])('%s', (_, metric, indexes) => {
    expect(rowsOf(metric, columns).map(({ index }) => index)).toEqual(indexes);
  });

  it.each([
    // EntitySensorDataScale milli(8), units(9), kilo(10).
    [9, 0, 1],
    [9, 1, 0.1],
    [8, 0, 0.001],
    [10, 2, 10],
  ])('have the factor of scale %i and precision %i: %d', (scale, precision, factor) => {
    const sensor = { scale: ref('1.5.2'), precision: ref('1.5.3') };
    const cells = new Map([
      ['1.2.3', new Map([['7', integer(215)]])],
      ['1.5.2', new Map([['7', integer(scale)]])],
      ['1.5.3', new Map([['7', integer(precision)]])],
    ]);
    const [row] = rowsOf(table({ sensor }), cells);
    expect(row!.factor).toBeCloseTo(factor, 9);
  });

  it.each<[TableMetric['aggregate'], unknown, unknown]>([
    ['avg', 3, undefined],
    ['max', 6, undefined],
    ['sum', 9, undefined],
    ['first', 1, undefined],
    ['any', true, false],
  ])('%s: %s, of none %s', (how, expected, ofNone) => {
    expect(aggregate(table({ aggregate: how }), [1, 2, 6])).toEqual(expected);
    expect(aggregate(table({ aggregate: how }), [])).toEqual(ofNone);
  });
});

describe('the schema', () => {
  const parse = (metric: object) =>
    profileSchema.safeParse({ name: 'x', tables: [{ ...table(), ...metric }] }).success;

  it.each<[string, object, boolean]>([
    ['a plain metric', {}, true],
    ['an enum with a map', { type: 'enum', map: { 1: true } }, true],
    ['an enum without a map', { type: 'enum' }, false],
    ['a map without an enum', { map: { 1: true } }, false],
    ['an OID with a leading dot', { oid: '.1.3.6' }, false],
    ['an OID that is a name', { oid: 'sysUpTime' }, false],
    ['an OID with an arc beyond 32 bits', { oid: '1.3.4294967296' }, false],
    ['an OID that begins with 3', { oid: '3.1' }, false],
    ['an OID of IEEE', { oid: '1.0.8802.1.1.2' }, true],
    ['a filter with both', { where: [{ ...ref('1.3'), equals: 1, matches: 'x' }] }, false],
    ['a filter with neither', { where: [ref('1.3')] }, false],
    ['a filter that is no pattern', { where: [{ ...ref('1.3'), matches: '(' }] }, false],
    ['any without a proof that the MIB is there', { aggregate: 'any', rows: 'changing' }, false],
    ['any of steady rows', { aggregate: 'any', given: ref('1.3') }, false],
    ['changing rows without it', { rows: 'changing' }, false],
    ['any with it', { aggregate: 'any', rows: 'changing', given: ref('1.3') }, true],
    ['a measurement of the installation’s own', { measurement: 'own_door', field: 'open' }, true],
    ['a measurement that nobody knows', { measurement: 'door' }, false],
    ['an object without its module', { object: 'sysUpTime' }, false],
  ])('%s', (_, metric, fits) => {
    expect(parse(metric)).toBe(fits);
  });
});
