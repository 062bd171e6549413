import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { SnmpClient } from '../../agent/probes/snmp/client.ts';
import type { Place } from '../../agent/probes/snmp/codec/pdu.ts';
import { CHANGE_MARKS, Discovery } from '../../agent/probes/snmp/discovery.ts';
import { ProfileReader } from '../../agent/probes/snmp/profile-reader.ts';
import { shippedProfiles } from '../../config/profiles.ts';
import { parseLines } from '../../model/line-protocol.ts';
import { canhmang, needsBuild } from '../setup/canhmang.ts';
import type { Endpoint } from '../setup/loopback.ts';
import { written } from '../setup/loopback.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { Snmpd } from '../setup/snmpd.ts';
import { startSnmpd } from '../setup/snmpd.ts';
import type { Recording, SnmpSim } from '../setup/snmpsim.ts';
import { startSnmpSim } from '../setup/snmpsim.ts';

const COMMUNITY = 'giam-sat';
const SHIPPED = shippedProfiles();
/** What Debian's package snmpsim brings along. */
const EXAMPLES = '/usr/share/doc/snmpsim/examples/data';

async function readDevice(endpoint: Endpoint, community: string, version: '1' | '2c' = '2c') {
  const client = new SnmpClient({ ...endpoint, community, version, timeoutMs: 10_000, retries: 1 });
  onTestFinished(() => client.close());
  let requests = 0;
  const reader = {
    get: (oids: readonly string[]) => {
      requests++;
      return client.get(oids);
    },
    next: (places: readonly Place[], rows: number) => {
      requests++;
      return client.next(places, rows);
    },
  };
  const options = { reader, maxRepetitions: 20, now: () => 0 };
  const changeMarks = Object.values(CHANGE_MARKS);
  const profile = new ProfileReader({ ...options, profiles: () => SHIPPED, changeMarks });
  const first = await profile.read(false);
  const told = await new Discovery({ ...options, profile }).read({ device: 'd' }, 0);
  requests = 0;
  const second = await profile.read(false);
  const facts = told.find(({ measurement }) => measurement === 'device_facts')?.fields;
  const neighbours = told.filter(({ measurement }) => measurement === 'device_neighbour');
  return { names: profile.names, first, second, requestsOfSecond: requests, facts, neighbours };
}

function recorded(community: string, path: string): Recording {
  const content = gunzipSync(readFileSync(`${EXAMPLES}/${path}`));
  return { community, format: 'snmprec', content };
}

/** Its names are marked as integers, which snmpsim cannot serve; they are octet strings (type 4). */
function procurve(): Recording {
  const { content, ...rest } = recorded('procurve', 'hp_perf.snmprec.gz');
  return { ...rest, content: content.toString().replaceAll(/\|2\|(?=Fa\d)/g, '|4|') };
}

/** What a UPS with the UPS-MIB says, on its battery. */
const UPS: Recording = {
  community: 'ups',
  format: 'snmprec',
  content: [
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
    '1.3.6.1.2.1.1.3.0|67|4242',
    '1.3.6.1.2.1.33.1.1.2.0|4|Galaxy 300',
    '1.3.6.1.2.1.33.1.2.3.0|2|17',
    '1.3.6.1.2.1.33.1.2.4.0|2|64',
    '1.3.6.1.2.1.33.1.3.3.1.3.1|2|3',
    '1.3.6.1.2.1.33.1.4.1.0|2|5',
    '1.3.6.1.2.1.33.1.4.4.1.5.1|2|31',
    '1.3.6.1.2.1.33.1.4.4.1.5.2|2|44',
    '',
  ].join('\n'),
};

describeWith(needs('snmp', 'snmpsim'), 'recorded devices and their profiles', () => {
  let sim: SnmpSim;
  beforeAll(async () => {
    sim = await startSnmpSim([
      recorded('cisco', 'cisco_16_switch.snmprec.gz'),
      procurve(),
      recorded('linux', 'recorded/linux-full-walk.snmprec.gz'),
      UPS,
    ]);
  }, 120_000);
  afterAll(() => sim?.close());

  it.each(['1', '2c'] as const)('Cisco C3750, version %s', async (version) => {
    const { names, first, second, requestsOfSecond, facts, neighbours } = await readDevice(
      sim.endpoint,
      'cisco',
      version,
    );
    expect(names).toEqual(['cisco-ios', 'cisco', 'base', 'ups-mib']);
    // cpmCPUTotal5minRev 25; the pool "Processor": 34 973 844 used, 33 184 936 free. It has no thermometer.
    const { cpu_percent, memory_percent, ...others } = first.get('snmp') ?? {};
    expect([cpu_percent, memory_percent]).toEqual([25, expect.closeTo(51.312, 2)]);
    expect([others, first.size]).toEqual([{}, 1]);
    expect(second).toEqual(first);
    expect(requestsOfSecond).toBe(1);
    expect(facts).toMatchObject({
      profile: 'cisco-ios',
      serial: 'CAT0952N20R',
      model: 'WS-C3750-48PS-S',
      software: '12.2(55)SE10',
      sys_name: 'Profiler3750',
      sys_object_id: '1.3.6.1.4.1.9.1.516',
      sys_descr: expect.stringContaining('Cisco IOS Software, C3750'),
    });
    expect(neighbours).toMatchObject([
      {
        tags: { device: 'd', protocol: 'cdp', local_port: 'Fa3/0/48', neighbour: 'C2960X.uac.local' },
        fields: { port: 'GigabitEthernet1/0/8', address: '10.204.88.10' },
      },
    ]);
  });

  it('HP ProCurve 2810, of which no more than the system group and interfaces were recorded', async () => {
    const { names, first, facts, neighbours } = await readDevice(sim.endpoint, 'procurve');
    expect(names).toEqual(['hp-procurve', 'base', 'ups-mib']);
    expect([first.size, neighbours]).toEqual([0, []]);
    expect(facts).toMatchObject({ sys_name: 'ProCurve Switch 2810-24G' });
    expect(facts).not.toHaveProperty('serial');
  });

  it('Linux: memory without buffers and cache', async () => {
    const { names, first } = await readDevice(sim.endpoint, 'linux');
    expect(names[0]).toBe('net-snmp');
    // memTotalReal 1 021 976 less memAvailReal 63 676, memBuffer 23 936, memCached 207 212.
    expect(first.get('snmp')).toMatchObject({ memory_percent: expect.closeTo(71.15, 2) });
  });

  it('a UPS of a maker without a profile', async () => {
    const { names, first, facts } = await readDevice(sim.endpoint, 'ups');
    expect(names[0]).toBe('base');
    expect(first.get('ups')).toEqual({
      on_battery: true,
      charge_percent: 64,
      minutes_remaining: 17,
      load_percent: 44,
      input_voltage: 3,
    });
    expect(facts).toMatchObject({ model: 'Galaxy 300' });
  });
});

/** Net-SNMP takes the average of a minute before it tells of its processors. */
const PROCESSORS_PATIENCE_MS = 90_000;
const SS_CPU_IDLE = '1.3.6.1.4.1.2021.11.11.0';

describeWith([needs('snmp', 'snmpd'), needsBuild()], "Debian's snmpd and its profile", () => {
  let snmpd: Snmpd;
  beforeAll(async () => {
    snmpd = await startSnmpd({ community: COMMUNITY });
    const client = new SnmpClient({
      ...snmpd.endpoint,
      community: COMMUNITY,
      version: '2c',
      timeoutMs: 5_000,
      retries: 0,
    });
    try {
      await vi.waitUntil(async () => (await client.get([SS_CPU_IDLE])).size > 0, {
        timeout: PROCESSORS_PATIENCE_MS,
        interval: 1_000,
      });
    } finally {
      client.close();
    }
  }, 2 * PROCESSORS_PATIENCE_MS);
  afterAll(() => snmpd?.close());

  it.each(['1', '2c'] as const)('processor and memory in percent, version %s', async (version) => {
    const { names, first, facts } = await readDevice(snmpd.endpoint, COMMUNITY, version);
    expect(names[0]).toBe('net-snmp');
    const { cpu_percent, memory_percent } = first.get('snmp') ?? {};
    for (const percent of [cpu_percent, memory_percent]) {
      expect(percent).toBeGreaterThanOrEqual(0);
      expect(percent).toBeLessThanOrEqual(100);
    }
    expect(memory_percent).toBeGreaterThan(0);
    expect(facts).toMatchObject({ sys_name: 'snmpd', profile: 'net-snmp' });
  });

  it('the probe command shows them', async () => {
    const args = ['probe', 'snmp', written(snmpd.endpoint), '--community', COMMUNITY, '--once'];
    const { code, stdout } = await canhmang(args);
    expect(code).toBe(0);
    const [device] = parseLines(stdout, 'ns', 0).points;
    expect(device?.measurement).toBe('snmp');
    expect(device?.fields.cpu_percent).toBeTypeOf('number');
    expect(device?.fields.memory_percent).toBeTypeOf('number');
  });
});
