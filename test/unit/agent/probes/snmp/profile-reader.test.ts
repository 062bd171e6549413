import { describe, expect, it } from 'vitest';
import { ProfileReader } from '../../../../../agent/probes/snmp/profile-reader.ts';
import type { Profile } from '../../../../../model/profile.ts';
import { profileSchema } from '../../../../../model/profile.ts';
import type { Value } from './fake-device.ts';
import { fakeDevice } from './fake-device.ts';

const HOUR_MS = 3_600_000;
const AFTER_START_MS = 300_000;
const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0';
const MARK = '1.3.9.9.0';

const ref = (oid: string) => ({ object: 'A-MIB::x', oid });
const metric = (field: string, oid: string, more: object = {}) => ({
  measurement: 'snmp',
  field,
  ...ref(oid),
  type: 'gauge',
  ...more,
});

const PROFILES: readonly Profile[] = [
  {
    name: 'base',
    tables: [
      metric('cpu_percent', '1.3.1.5', { aggregate: 'avg' }),
      metric('temperature_c', '1.3.2.5', { aggregate: 'max', where: [{ ...ref('1.3.2.1'), equals: 8 }] }),
    ],
    scalars: [{ ...metric('serial', '1.3.3.1', { type: 'text' }), measurement: 'device_facts' }],
  },
  {
    name: 'vendor',
    extends: 'base',
    match: { sys_object_id: ['1.3.6.1.4.1.5'] },
    scalars: [metric('cpu_percent', '1.3.4.1'), metric('memory_percent', '1.3.4.2')],
  },
  {
    name: 'codec',
    extends: 'base',
    match: { sys_object_id: ['1.3.6.1.4.1.6'] },
    tables: [
      {
        ...metric('in_call', '1.3.5.2', { aggregate: 'any', rows: 'changing', given: ref('1.3.5.9') }),
        measurement: 'videoconf',
      },
      {
        ...metric('loss_percent', '1.3.5.3', { aggregate: 'max', rows: 'changing', given: ref('1.3.5.9') }),
        measurement: 'videoconf',
      },
    ],
  },
].map((profile) => profileSchema.parse(profile));

const VENDOR: Readonly<Record<string, Value>> = {
  [SYS_OBJECT_ID]: { oid: '1.3.6.1.4.1.5.1' },
  [MARK]: 7,
  '1.3.1.5.1': 10,
  '1.3.1.5.2': 30,
  '1.3.2.1.1': 8,
  '1.3.2.1.2': 4,
  '1.3.2.5.1': 41,
  '1.3.2.5.2': 99,
  '1.3.3.1.0': 'ABC',
  '1.3.4.1.0': 77,
};

function start(objects: Readonly<Record<string, Value>> = VENDOR) {
  const device = fakeDevice(objects);
  const clock = { nowMs: 0, profiles: PROFILES };
  const reader = new ProfileReader({
    reader: device,
    profiles: () => clock.profiles,
    maxRepetitions: 20,
    now: () => clock.nowMs,
    changeMarks: [MARK, '1.3.9.8.0'],
  });
  const read = async (restarted = false) => {
    device.gets.length = 0;
    device.nexts.length = 0;
    return Object.fromEntries(await reader.read(restarted));
  };
  return { device, clock, reader, read };
}

describe('a device read by its profile', () => {
  it('takes the nearest source that the device has, and rows that pass', async () => {
    const { reader, read } = start();
    expect(await read()).toEqual({ snmp: { cpu_percent: 77, temperature_c: 41 } });
    expect(reader.names).toEqual(['vendor', 'base']);
    expect(reader.sysObjectId).toBe('1.3.6.1.4.1.5.1');
  });

  it('falls back to the parent’s source', async () => {
    const { device, read } = start();
    device.objects.delete('1.3.4.1.0');
    expect(await read()).toEqual({ snmp: { cpu_percent: 20, temperature_c: 41 } });
  });

  it('asks afterwards for what is there and nothing else, in one GET', async () => {
    const { device, read } = start();
    await read();
    expect(await read()).toEqual({ snmp: { cpu_percent: 77, temperature_c: 41 } });
    expect(device.gets).toEqual([['1.3.4.1.0', '1.3.2.5.1', MARK]]);
    expect(device.nexts).toEqual([]);
  });

  it.each([
    [
      'after an hour',
      ({ clock }: ReturnType<typeof start>) => {
        clock.nowMs += 1;
      },
      false,
    ],
    ['after a restart', () => undefined, true],
    [
      'when the profiles are others',
      ({ clock }: ReturnType<typeof start>) => {
        clock.profiles = [...PROFILES];
      },
      false,
    ],
  ])('looks again for what was missing %s', async (_, change, restarted) => {
    const one = start();
    await one.read();
    one.clock.nowMs += AFTER_START_MS;
    await one.read();
    one.device.objects.set('1.3.4.2.0', 55);
    one.clock.nowMs += HOUR_MS - 1;
    expect((await one.read()).snmp).not.toHaveProperty('memory_percent');
    change(one);
    expect((await one.read(restarted)).snmp).toMatchObject({ memory_percent: 55 });
  });

  it('looks again five minutes after the start, for what comes into being only then', async () => {
    const { device, clock, read } = start();
    await read();
    device.objects.set('1.3.4.2.0', 55);
    clock.nowMs += AFTER_START_MS - 1;
    expect((await read()).snmp).not.toHaveProperty('memory_percent');
    clock.nowMs += 1;
    expect((await read()).snmp).toHaveProperty('memory_percent');
  });

  it('looks again at the next reading when the device fell silent while it looked', async () => {
    const { device, read } = start();
    device.silent = true;
    await expect(read()).rejects.toThrow('timed out');
    device.silent = false;
    expect(await read()).toEqual({ snmp: { cpu_percent: 77, temperature_c: 41 } });
  });

  it('goes without a table that the device does not answer for', async () => {
    const { device, read } = start();
    device.hanging.add('1.3.2.1');
    expect(await read()).toEqual({ snmp: { cpu_percent: 77 } });
  });

  it('reads facts apart', async () => {
    const { reader, read } = start();
    expect(await read()).not.toHaveProperty('device_facts');
    expect(await reader.readFacts()).toEqual({ serial: 'ABC' });
  });

  it('tells of changes by its marks', async () => {
    const { device, reader, read } = start();
    await read();
    const before = reader.marks;
    await read();
    expect(reader.marks).toBe(before);
    device.objects.set(MARK, 8);
    await read();
    expect(reader.marks).not.toBe(before);
    const changed = reader.marks;
    await read(true);
    expect(reader.marks).not.toBe(changed);
  });

  it('asks for no more than a frame of values at a time', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => [`1.3.1.5.${index + 1}`, 1] as const);
    const { device, read } = start({
      [SYS_OBJECT_ID]: { oid: '1.3.6.1.4.1.99' },
      ...Object.fromEntries(rows),
    });
    await read();
    expect(await read()).toEqual({ snmp: { cpu_percent: 1 } });
    expect(device.gets.map((oids) => oids.length)).toEqual([40, 40, 20]);
  });
});

describe('a codec, whose table of calls has rows only in a call', () => {
  const CODEC = { [SYS_OBJECT_ID]: { oid: '1.3.6.1.4.1.6' }, '1.3.5.9.0': 'HDX 7000' };

  it('is in no call, then in one, then in none', async () => {
    const { device, read } = start(CODEC);
    expect(await read()).toEqual({ videoconf: { in_call: false } });
    device.objects.set('1.3.5.2.7', 1).set('1.3.5.3.7', 2);
    expect(await read()).toEqual({ videoconf: { in_call: true, loss_percent: 2 } });
    device.objects.delete('1.3.5.2.7');
    device.objects.delete('1.3.5.3.7');
    expect(await read()).toEqual({ videoconf: { in_call: false } });
  });

  it('says nothing of calls when it does not have that MIB', async () => {
    expect(await start({ [SYS_OBJECT_ID]: { oid: '1.3.6.1.4.1.6' } }).read()).toEqual({});
  });
});
