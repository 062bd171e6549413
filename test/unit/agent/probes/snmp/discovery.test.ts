import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnmpValue } from '../../../../../agent/probes/snmp/codec/pdu.ts';
import {
  CDP,
  CHANGE_MARKS,
  cdpNeighbours,
  Discovery,
  LLDP,
  lldpNeighbours,
} from '../../../../../agent/probes/snmp/discovery.ts';
import { ipAddress, macAddress } from '../../../../../agent/probes/snmp/discovery-addresses.ts';
import { ProfileReader } from '../../../../../agent/probes/snmp/profile-reader.ts';
import type { Columns } from '../../../../../agent/probes/snmp/walk.ts';
import { shippedProfiles } from '../../../../../config/profiles.ts';
import type { Value } from './fake-device.ts';
import { fakeDevice } from './fake-device.ts';

const MINUTE_MS = 60_000;
const TAGS = { site: 's', device: 'd' };
const mac = Buffer.from('0050569a0b1c', 'hex');

const SWITCH: Readonly<Record<string, Value>> = {
  '1.3.6.1.2.1.1.1.0': 'Cisco IOS Software',
  '1.3.6.1.2.1.1.2.0': { oid: '1.3.6.1.4.1.9.1.516' },
  '1.3.6.1.2.1.1.3.0': 100,
  '1.3.6.1.2.1.1.5.0': 'sw1',
  '1.3.6.1.2.1.31.1.1.1.1.10001': 'Gi1/0/1',
  '1.3.6.1.2.1.47.1.1.1.1.5.1': 11,
  '1.3.6.1.2.1.47.1.1.1.1.5.1001': 3,
  '1.3.6.1.2.1.47.1.1.1.1.5.1002': 3,
  '1.3.6.1.2.1.47.1.1.1.1.11.1': 'of the stack',
  '1.3.6.1.2.1.47.1.1.1.1.11.1001': '',
  '1.3.6.1.2.1.47.1.1.1.1.11.1002': 'CAT1002',
  '1.3.6.1.2.1.47.1.1.1.1.13.1001': 'WS-C3750',
  [CHANGE_MARKS.lldpStatsRemTablesLastChangeTime]: 1,
  [`${LLDP.lldpLocPortId}.5`]: 'ge.5',
  [`${LLDP.lldpRemChassisIdSubtype}.0.5.1`]: 4,
  [`${LLDP.lldpRemChassisId}.0.5.1`]: mac,
  [`${LLDP.lldpRemPortIdSubtype}.0.5.1`]: 5,
  [`${LLDP.lldpRemPortId}.0.5.1`]: 'eth0',
  [`${LLDP.lldpRemSysName}.0.5.1`]: 'máy in',
  [`${CDP.cdpCacheDeviceId}.10001.3`]: 'core.example',
  [`${CDP.cdpCacheDevicePort}.10001.3`]: 'Gi0/1',
  [`${CDP.cdpCachePlatform}.10001.3`]: 'cisco ISR4331',
  [`${CDP.cdpCacheAddress}.10001.3`]: Buffer.from([10, 0, 0, 1]),
};

function start() {
  const device = fakeDevice(SWITCH);
  const clock = { nowMs: 0 };
  const profiles = shippedProfiles();
  const now = () => clock.nowMs;
  const options = { reader: device, maxRepetitions: 20, now };
  const changeMarks = Object.values(CHANGE_MARKS);
  const profile = new ProfileReader({ ...options, profiles: () => profiles, changeMarks });
  const discovery = new Discovery({ ...options, profile });
  const read = async (restarted = false) => {
    await profile.read(restarted);
    return discovery.read(TAGS, 1_000);
  };
  return { device, clock, read };
}

describe('what a device is', () => {
  it('is told at the start, with its neighbours', async () => {
    const { read } = start();
    expect(await read()).toEqual([
      {
        measurement: 'device_facts',
        tags: TAGS,
        timeMs: 1_000,
        fields: {
          sys_descr: 'Cisco IOS Software',
          sys_name: 'sw1',
          sys_object_id: '1.3.6.1.4.1.9.1.516',
          profile: 'cisco-ios',
          serial: 'CAT1002',
          model: 'WS-C3750',
        },
      },
      {
        measurement: 'device_neighbour',
        tags: { ...TAGS, protocol: 'cdp', local_port: 'Gi1/0/1', neighbour: 'core.example' },
        timeMs: 1_000,
        fields: { name: 'core.example', port: 'Gi0/1', description: 'cisco ISR4331', address: '10.0.0.1' },
      },
      {
        measurement: 'device_neighbour',
        tags: { ...TAGS, protocol: 'lldp', local_port: 'ge.5', neighbour: '00:50:56:9a:0b:1c' },
        timeMs: 1_000,
        fields: { name: 'máy in', port: 'eth0' },
      },
    ]);
  });

  it('is told again after six hours, not before', async () => {
    const { clock, read } = start();
    const first = await read();
    clock.nowMs += 360 * MINUTE_MS - 1;
    expect(await read()).toEqual([]);
    clock.nowMs += 1;
    expect(await read()).toEqual(first);
  });

  it('is told when it changed, as far as it changed', async () => {
    const { device, clock, read } = start();
    await read();
    device.objects.set(`${LLDP.lldpRemSysName}.0.5.1`, 'máy tính');
    clock.nowMs += 5 * MINUTE_MS;
    expect(await read()).toEqual([]);
    device.objects.set(CHANGE_MARKS.lldpStatsRemTablesLastChangeTime, 2);
    expect((await read()).map(({ fields }) => fields.name)).toEqual(['core.example', 'máy tính']);
    expect(await read()).toEqual([]);
  });

  it('is looked at after a restart, and not told when it is the same', async () => {
    const { device, clock, read } = start();
    await read();
    clock.nowMs += 5 * MINUTE_MS;
    expect(await read(true)).toEqual([]);
    device.objects.set('1.3.6.1.2.1.1.1.0', 'Cisco IOS Software, newer');
    clock.nowMs += 5 * MINUTE_MS;
    expect(await read(true)).toMatchObject([{ fields: { sys_descr: 'Cisco IOS Software, newer' } }]);
  });

  it('is not read all the time when its marks never rest', async () => {
    const { device, clock, read } = start();
    await read();
    clock.nowMs += 5 * MINUTE_MS - 1;
    device.objects.set(CHANGE_MARKS.lldpStatsRemTablesLastChangeTime, 2);
    device.objects.set(`${LLDP.lldpRemSysName}.0.5.1`, 'máy tính');
    expect(await read()).toEqual([]);
    clock.nowMs += 1;
    expect(await read()).toHaveLength(2);
  });
});

describe('addresses', () => {
  it.each([
    [ipAddress, '0a000001', '10.0.0.1'],
    [ipAddress, '20010db8000000000000000000000001', '2001:db8:0:0:0:0:0:1'],
    [ipAddress, '0a0000', undefined],
    [macAddress, '0050569a0b1c', '00:50:56:9a:0b:1c'],
    [macAddress, '', undefined],
  ])('%o of %s', (read, hex, expected) => {
    expect(read(Buffer.from(hex, 'hex'))).toBe(expected);
  });
});

describe('neighbours of any octets', () => {
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets)),
    fc.integer(),
    fc.bigInt(0n, 2n ** 64n - 1n),
    fc.constant('1.3.6'),
  );
  const index = fc.array(fc.nat(3), { maxLength: 4 }).map((numbers) => numbers.join('.'));
  const columnsOf = (oids: Readonly<Record<string, string>>) =>
    fc
      .array(fc.tuple(fc.constantFrom(...Object.values(oids)), index, value), { maxLength: 60 })
      .map((cells) => {
        const columns = new Map<string, Map<string, SnmpValue>>();
        for (const [oid, row, cell] of cells)
          columns.set(oid, (columns.get(oid) ?? new Map<string, SnmpValue>()).set(row, cell));
        return columns;
      });

  it.each([
    ['LLDP', LLDP, lldpNeighbours],
    ['CDP', CDP, (columns: Columns) => cdpNeighbours(columns, new Map())],
  ] as const)('are neighbours with an id, or none: %s', (_, oids, read) => {
    fc.assert(
      fc.property(columnsOf(oids), (columns) => {
        for (const { id, localPort } of read(columns)) {
          expect(id).not.toBe('');
          expect(localPort).not.toBe('');
        }
      }),
    );
  });
});
