import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { SnmpClient } from '../../agent/probes/snmp/client.ts';
import type { InterfaceRow } from '../../agent/probes/snmp/interface-rows.ts';
import { pollDevice } from '../../agent/probes/snmp/probe.ts';
import type { ExpectedInterface } from '../setup/expected-interfaces.ts';
import { expectedInterfaces, IF_ENTRY, IF_X_ENTRY } from '../setup/expected-interfaces.ts';
import { othersOf } from '../setup/interface-others.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { walk } from '../setup/net-snmp-walk.ts';
import type { Recording, SnmpSim } from '../setup/snmpsim.ts';
import { SIM_USER, startSnmpSim } from '../setup/snmpsim.ts';

/** What Debian's package snmpsim brings along. */
const EXAMPLES = '/usr/share/doc/snmpsim/examples/data';

function recorded(community: string, path: string): Recording {
  const format = /\.(snmprec|snmpwalk|sapwalk)(?:\.gz)?$/.exec(path)?.[1] as Recording['format'];
  const content = readFileSync(`${EXAMPLES}/${path}`);
  return { community, format, content: path.endsWith('.gz') ? gunzipSync(content) : content };
}

/** Its names are marked as integers, which snmpsim cannot serve; they are octet strings (type 4). */
function procurve(): Recording {
  const { content, ...rest } = recorded('procurve', 'hp_perf.snmprec.gz');
  return { ...rest, content: content.toString().replaceAll(/\|2\|(?=Fa\d)/g, '|4|') };
}

/** ASN.1 types as snmprec files number them. */
const TYPE = { integer: 2, text: 4, hexText: '4x', counter32: 65, gauge: 66, ticks: 67, counter64: 70 };

function snmprec(community: string, values: readonly (readonly [string, number | string, unknown])[]) {
  const numbers = (oid: string) => oid.split('.').map(Number);
  const content = [...values]
    .sort(([left], [right]) => {
      const [a, b] = [numbers(left), numbers(right)];
      const at = a.findIndex((number, index) => number !== b[index]);
      return (a[at] ?? 0) - (b[at] ?? -1);
    })
    .map(([oid, type, value]) => `${oid}|${type}|${value}\n`)
    .join('');
  return { community, format: 'snmprec', content } as const satisfies Recording;
}

const UP_TIME = ['1.3.6.1.2.1.1.3.0', TYPE.ticks, 4_242] as const;
const hex = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('hex');

/** Before RFC 2233: no ifXTable, and nothing at all behind ifTable. */
const OLD_ROUTER = snmprec('old-router', [
  UP_TIME,
  ...[1, 2].flatMap((index) => [
    [`${IF_ENTRY}.2.${index}`, TYPE.text, `Serial${index}`] as const,
    [`${IF_ENTRY}.7.${index}`, TYPE.integer, 1] as const,
    [`${IF_ENTRY}.8.${index}`, TYPE.integer, index] as const,
    [`${IF_ENTRY}.10.${index}`, TYPE.counter32, 4_294_967_295] as const,
    [`${IF_ENTRY}.16.${index}`, TYPE.counter32, 1_000 * index] as const,
  ]),
]);

const ODD_NAMES = snmprec('odd-names', [
  UP_TIME,
  [`${IF_ENTRY}.2.1`, TYPE.hexText, hex('Cổng kết nối Internet, số 1=chính')],
  [`${IF_ENTRY}.2.2`, TYPE.hexText, hex('\u00c9tage 2', 'latin1')],
  [`${IF_ENTRY}.2.3`, TYPE.hexText, `${hex('Realtek PCIe GBE')}0000`],
  [`${IF_ENTRY}.2.4`, TYPE.text, 'falls back to ifDescr'],
  [`${IF_ENTRY}.2.5`, TYPE.text, ''],
  [`${IF_ENTRY}.2.70000`, TYPE.text, 'Gi1/0/1'],
  [`${IF_X_ENTRY}.1.4`, TYPE.text, ''],
  [`${IF_X_ENTRY}.1.70000`, TYPE.text, 'Gi1/0/1'],
  [`${IF_X_ENTRY}.1.70001`, TYPE.text, 'Gi1/0/2'], // not in ifTable
  [`${IF_X_ENTRY}.6.70000`, TYPE.counter64, 18_446_744_073_709_551_615n],
  [`${IF_X_ENTRY}.10.70000`, TYPE.counter64, 9_007_199_254_740_993n],
  // Only one of the two 64-bit counters: the pair would be of two widths.
  [`${IF_X_ENTRY}.6.4`, TYPE.counter64, 5_000_000_000n],
  [`${IF_ENTRY}.10.4`, TYPE.counter32, 705_032_704],
  [`${IF_ENTRY}.16.4`, TYPE.counter32, 17],
  [`${IF_X_ENTRY}.15.70000`, TYPE.gauge, 100_000],
  [`${IF_X_ENTRY}.18.70000`, TYPE.hexText, hex('Đường truyền VNPT "chính"')],
]);

const SAME_NAMES = snmprec('same-names', [
  UP_TIME,
  ...[1, 2, 3].map((index) => [`${IF_ENTRY}.2.${index}`, TYPE.text, 'Ethernet'] as const),
  ...[1, 2, 3].map((index) => [`${IF_ENTRY}.10.${index}`, TYPE.counter32, index] as const),
]);

/** What agents of other vendors are known to do; IF-MIB has each of it otherwise. */
const ODDITIES = snmprec('oddities', [
  // No sysUpTime, no HOST-RESOURCES-MIB, indexes with gaps; ifXTable has rows that ifTable lacks, and the other way.
  [`${IF_ENTRY}.2.1`, TYPE.text, 'fills ifXTable in part'],
  [`${IF_ENTRY}.5.1`, TYPE.gauge, 4_294_967_295],
  [`${IF_ENTRY}.8.1`, TYPE.integer, 1],
  [`${IF_ENTRY}.10.1`, TYPE.gauge, 10], // Gauge32 for Counter32
  [`${IF_ENTRY}.16.1`, TYPE.integer, 20], // INTEGER for Counter32
  [`${IF_X_ENTRY}.15.1`, TYPE.gauge, 0],
  [`${IF_ENTRY}.2.40000`, TYPE.text, 'counts in 32 bits where 64 belong'],
  [`${IF_ENTRY}.14.40000`, TYPE.counter32, 5],
  [`${IF_X_ENTRY}.6.40000`, TYPE.counter32, 7],
  [`${IF_X_ENTRY}.10.40000`, TYPE.counter32, 8],
  [`${IF_X_ENTRY}.15.40000`, TYPE.gauge, 10_000],
  [`${IF_ENTRY}.2.4294967295`, TYPE.text, 'the largest index'],
  [`${IF_ENTRY}.10.4294967295`, TYPE.text, 'a text for a counter'],
  [`${IF_ENTRY}.16.4294967295`, TYPE.counter32, 9],
  [`${IF_X_ENTRY}.1.50000`, TYPE.text, 'only in ifXTable'],
  [`${IF_X_ENTRY}.6.50000`, TYPE.counter64, 18_446_744_073_709_551_615n],
  [`${IF_X_ENTRY}.10.50000`, TYPE.counter64, 0],
]);

function shown(row: InterfaceRow): ExpectedInterface {
  const { name, alias, inOctets, outOctets, counterBits, highSpeed } = row;
  return { name, alias, inOctets, outOctets, counterBits, highSpeed, others: othersOf(row) };
}

describeWith(needs('snmp', 'snmpsim'), 'recorded devices', () => {
  let sim: SnmpSim;
  beforeAll(async () => {
    sim = await startSnmpSim([
      recorded('cisco', 'cisco_16_switch.snmprec.gz'),
      procurve(),
      recorded('procurve2', 'hp_perf2.snmprec.gz'),
      recorded('living', 'public.snmprec.gz'),
      recorded('linux-b', 'recorded/linux-full-walk.snmprec.gz'),
      recorded('linux-c', 'foreignformats/linux.snmpwalk.gz'),
      recorded('windows-a', 'recorded/winxp-full-walk.snmprec.gz'),
      recorded('windows-b', 'foreignformats/winxp1.snmpwalk.gz'),
      recorded('windows-c', 'foreignformats/winxp2.sapwalk.gz'),
      recorded('solaris', 'recorded/solaris-system.snmprec'),
      OLD_ROUTER,
      ODD_NAMES,
      SAME_NAMES,
      ODDITIES,
    ]);
  }, 120_000);
  afterAll(() => sim?.close());

  async function poll(community: string, version: '1' | '2c') {
    const options = { ...sim.endpoint, community, version, timeoutMs: 10_000, retries: 1 };
    const client = new SnmpClient(options);
    onTestFinished(() => client.close());
    return (await pollDevice(client, 20, () => 0)).sample;
  }

  async function expected(community: string, version: '1' | '2c'): Promise<ExpectedInterface[]> {
    const walked = await walk(sim.endpoint, version, community, [IF_ENTRY, IF_X_ENTRY]);
    return [...expectedInterfaces(walked).values()];
  }

  it.each([
    { community: 'cisco', device: 'Cisco C3750 stack', interfaces: 59 },
    { community: 'procurve', device: 'HP ProCurve 2810 (ifName only)', interfaces: 350 },
    { community: 'procurve2', device: 'HP ProCurve 2810 (no interfaces)', interfaces: 0 },
    { community: 'linux-b', device: 'Linux (full walk)', interfaces: 2 },
    { community: 'linux-c', device: 'Linux (snmpwalk)', interfaces: 2 },
    { community: 'windows-a', device: 'Windows XP (snmprec)', interfaces: 3 },
    { community: 'windows-b', device: 'Windows XP (snmpwalk)', interfaces: 3 },
    { community: 'windows-c', device: 'Windows XP (sapwalk)', interfaces: 3 },
    { community: 'solaris', device: 'Solaris (system group only)', interfaces: 0 },
    { community: 'old-router', device: 'a router without ifXTable', interfaces: 2 },
    { community: 'odd-names', device: 'a switch with odd names', interfaces: 7 },
  ])('$device: every column of $interfaces interfaces as snmpbulkwalk has it', async (testCase) => {
    const { community, interfaces } = testCase;
    const want = await expected(community, '2c');
    const { rows, upTimeTicks } = await poll(community, '2c');
    expect(want).toHaveLength(interfaces);
    expect([...rows.values()].map(shown)).toEqual(want);
    expect([...rows.keys()]).toEqual(want.map(({ name }) => name));
    expect(upTimeTicks).toBeTypeOf('bigint');
  });

  it.each([
    { community: 'cisco', device: 'Cisco C3750 stack', interfaces: 59 },
    { community: 'windows-a', device: 'Windows XP', interfaces: 3 },
    { community: 'old-router', device: 'a router without ifXTable', interfaces: 2 },
  ])('$device: SNMPv1 as snmpwalk has it', async ({ community, interfaces }) => {
    const want = await expected(community, '1');
    const { rows } = await poll(community, '1');
    expect(want).toHaveLength(interfaces);
    expect([...rows.values()].map(shown)).toEqual(want);
  });

  it('Linux with living counters: the same interfaces, and counters that count', async () => {
    const want = await expected('living', '2c');
    const rows = [...(await poll('living', '2c')).rows.values()];
    expect(rows.map(({ name, alias }) => [name, alias])).toEqual([
      ['lo', ''],
      ['eth0', ''],
    ]);
    expect(want.map(({ name }) => name)).toEqual(['lo', 'eth0']);
    for (const [index, row] of rows.entries()) {
      const { inOctets, outOctets, counterBits } = row;
      expect([typeof inOctets, typeof outOctets, counterBits]).toEqual(['bigint', 'bigint', 64]);
      expect(Object.keys(othersOf(row))).toEqual(Object.keys(want[index]?.others ?? {}));
      expect(row.highSpeed).toBe(want[index]?.others.ifHighSpeed);
    }
  });

  it('an agent with oddities: what it says is kept, what cannot be is not made up', async () => {
    const { rows, upTimeTicks } = await poll('oddities', '2c');
    const told = [...rows].map(([name, row]) => [
      name,
      row.inOctets,
      row.outOctets,
      row.counterBits,
      row.speedBps,
    ]);
    expect(upTimeTicks).toBeUndefined();
    expect(told).toEqual([
      ['fills ifXTable in part', 10n, 20n, 32, 0],
      ['counts in 32 bits where 64 belong', 7n, 8n, 64, 10_000_000_000],
      ['the largest index', undefined, 9n, 32, 0],
      ['only in ifXTable', 18_446_744_073_709_551_615n, 0n, 64, 0],
    ]);
    expect(rows.get('counts in 32 bits where 64 belong')?.inErrors).toBe(5n);
  });

  it.each([
    ['linux-b', 2],
    ['windows-a', 3],
  ])('SNMPv3 has the interfaces of its context: %s', async (context, interfaces) => {
    const client = new SnmpClient({
      ...{ ...sim.endpoint, ...SIM_USER, version: '3', context, timeoutMs: 10_000, retries: 1 },
    });
    onTestFinished(() => client.close());
    const { rows } = (await pollDevice(client, 20, () => 0)).sample;
    expect([...rows.keys()]).toEqual((await expected(context, '2c')).map(({ name }) => name));
    expect(rows.size).toBe(interfaces);
  });

  it('names that come twice get their index behind them', async () => {
    const { rows } = await poll('same-names', '2c');
    expect([...rows].map(([name, { inOctets }]) => [name, inOctets])).toEqual([
      ['Ethernet', 1n],
      ['Ethernet#2', 2n],
      ['Ethernet#3', 3n],
    ]);
  });

  it('an agent that asks for less gets the same, in more datagrams', async () => {
    const client = new SnmpClient({
      ...sim.endpoint,
      community: 'linux-b',
      version: '2c',
      timeoutMs: 10_000,
      retries: 1,
    });
    onTestFinished(() => client.close());
    const one = await pollDevice(client, 1, () => 0);
    const many = await pollDevice(client, 100, () => 0);
    expect(one.sample.rows.size).toBe(2);
    expect([...one.sample.rows]).toEqual([...many.sample.rows]);
  });
});
