/** Traps and informs as net-snmp's own tools send them. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as snmp from 'net-snmp';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { JobSet } from '../../agent/job-set.ts';
import { startAgent } from '../../agent/main.ts';
import { Scheduler, systemTimers } from '../../agent/scheduler.ts';
import { startEngine } from '../../agent/traps/engine.ts';
import type { TrapSource } from '../../agent/traps/receiver.ts';
import { startTrapReceiver } from '../../agent/traps/receiver.ts';
import { shippedProfiles } from '../../config/profiles.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';
import { probeJobSchema, trapsSchema } from '../../model/probe-settings.ts';
import { expectAsWritten } from '../setup/as-written.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import type { MemoryLogger } from '../setup/memory-logger.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { startSnmpd } from '../setup/snmpd.ts';
import { folderOfTest, makeFolder } from '../setup/temporary-folder.ts';

const exec = promisify(execFile);
const ROUTER: TrapSource = { site: 'hub', device: 'hub-rt' };
const SITE = 'here';
const COLD_START = '1.3.6.1.6.3.1.1.5.1';
const WARM_START = '1.3.6.1.6.3.1.1.5.2';
const ON_BATTERY = '1.3.6.1.2.1.33.2.1';
const LINK_DOWN = [
  '1.3.6.1.6.3.1.1.5.3',
  ...['1.3.6.1.2.1.2.2.1.1.7', 'i', '7'],
  ...['1.3.6.1.2.1.31.1.1.1.1.7', 's', 'wan0'],
];
const PROFILES = shippedProfiles();

const USERS = [
  { user: 'plain', level: 'noAuthNoPriv' },
  { user: 'signed', level: 'authNoPriv', auth: 'sha256', auth_key: 'auth-key-of-signed' },
  {
    ...{ user: 'sealed', level: 'authPriv', auth: 'sha1', auth_key: 'auth-key-of-sealed' },
    ...{ priv: 'aes128', priv_key: 'priv-key-of-sealed' },
  },
  {
    ...{ user: 'old', level: 'authPriv', auth: 'md5', auth_key: 'auth-key-of-old' },
    ...{ priv: 'des', priv_key: 'priv-key-of-old' },
  },
];
/** What net-snmp's tools are told of a user. */
const AS: Readonly<Record<string, readonly string[]>> = {
  plain: ['-v3', '-u', 'plain', '-l', 'noAuthNoPriv'],
  signed: ['-v3', '-u', 'signed', '-l', 'authNoPriv', '-a', 'SHA-256', '-A', 'auth-key-of-signed'],
  sealed: [
    ...['-v3', '-u', 'sealed', '-l', 'authPriv', '-a', 'SHA', '-A', 'auth-key-of-sealed'],
    ...['-x', 'AES', '-X', 'priv-key-of-sealed'],
  ],
  old: [
    ...['-v3', '-u', 'old', '-l', 'authPriv', '-a', 'MD5', '-A', 'auth-key-of-old'],
    ...['-x', 'DES', '-X', 'priv-key-of-old'],
  ],
};
const as = (user: string): readonly string[] => AS[user] ?? [];
const SECRET = ['-v2c', '-c', 'secret'];
/** An inform waits for its acknowledgement: long where it comes, short where it must not. */
const PATIENT = ['-t', '10', '-r', '0'];
const IMPATIENT = ['-t', '1', '-r', '0'];
/** A device's own engine id, and its boots and time. */
const engine = (boots: number, time: number) => ['-e', '0x8000000001020304', '-Z', `${boots},${time}`];

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** A receiver as the agent starts it, with what it did. */
async function start(directory: string, port: number, more: { accept?: () => Promise<boolean> } = {}) {
  const points: Point[] = [];
  const polled: TrapSource[] = [];
  let figures: () => void | Promise<void> = () => {};
  let onPoint = () => {};
  const log = memoryLogger();
  const accepts = more.accept ?? (async () => true);
  const receiver = await startTrapReceiver({
    settings: trapsSchema.parse({ address: '127.0.0.1', port, communities: ['secret'], users: USERS }),
    engine: await startEngine(directory, systemTimers.monotonicMs, log.logger),
    site: () => SITE,
    sourceOf: (address) => (address === '127.0.0.1' ? ROUTER : undefined),
    profiles: () => PROFILES,
    accept: (emitted) => {
      expectAsWritten(emitted);
      points.push(...emitted);
      onPoint();
      return accepts();
    },
    onAlarm: (source) => polled.push(source),
    scheduler: {
      every: (_, __, round) => {
        figures = round;
        return () => {};
      },
    },
    now: () => 1_000,
    monotonicMs: systemTimers.monotonicMs,
    logger: log.logger,
  });
  return {
    receiver,
    log,
    points,
    polled,
    untilPoints: (count: number) =>
      new Promise<void>((resolve) => {
        onPoint = () => points.length >= count && resolve();
        onPoint();
      }),
    /** What has been counted, of this name. */
    async counted(name: string): Promise<number> {
      await figures();
      return numericField(points.pop()!, name) ?? Number.NaN;
    },
  };
}

type Started = Awaited<ReturnType<typeof start>>;

describeWith([needs('snmp')], 'the trap receiver', () => {
  let port: number;
  let started: Started;
  let remove: () => Promise<void>;
  const to = () => `127.0.0.1:${port}`;
  const trap = (who: readonly string[], ...what: string[]) => exec('snmptrap', [...who, to(), '', ...what]);
  const inform = (who: readonly string[], ...what: string[]) =>
    exec('snmpinform', [...who, ...PATIENT, to(), '', ...what]);
  /** The next one is right: when it is there, the one before it has been dealt with. */
  const afterTheNext = async (count = 1) => {
    await trap(SECRET, WARM_START);
    await started.untilPoints(count);
    return started.points.map(({ tags }) => tags.trap);
  };

  beforeEach(async () => {
    port = await freeUdpPort();
    const folder = await makeFolder();
    remove = () => folder.remove();
    started = await start(folder.path, port);
  });

  afterEach(async () => {
    await started.receiver.close();
    await remove();
  });

  it('makes a point of a linkDown, and has the device polled', async () => {
    await trap(SECRET, ...LINK_DOWN);
    await started.untilPoints(1);
    expect(started.points).toMatchObject([
      {
        measurement: 'snmp_trap',
        tags: { ...ROUTER, source: '127.0.0.1', trap: 'linkDown' },
        fields: { if_index: 7n, interface: 'wan0' },
        timeMs: 1_000,
      },
    ]);
    expect(started.polled).toEqual([ROUTER]);
  });

  it('understands version 1', async () => {
    await exec('snmptrap', [
      '-v1',
      '-c',
      'secret',
      to(),
      '1.3.6.1.4.1.8072.3.2.10',
      '127.0.0.1',
      '0',
      '0',
      '',
    ]);
    await started.untilPoints(1);
    expect(started.points[0]?.tags.trap).toBe('coldStart');
  });

  it('answers an inform, which waits for it', async () => {
    await inform(SECRET, ON_BATTERY, '1.3.6.1.2.1.33.1.2.3.0', 'i', '12');
    expect(started.points[0]?.tags.trap).toBe('upsTrapOnBattery');
    expect(started.points[0]?.fields.values).toContain('upsEstimatedMinutesRemaining.0=12');
  });

  it('believes no other community', async () => {
    await trap(['-v2c', '-c', 'guess'], ...LINK_DOWN);
    expect(await afterTheNext()).toEqual(['warmStart']);
    expect(await started.counted('unknown_community')).toBe(1);
  });

  it('stores no more traps of one source than its rate', async () => {
    for (let sent = 0; sent < 25; sent++) await trap(SECRET, COLD_START);
    await started.log.logged(/"problem":"too_many"/);
    expect(started.points.length).toBeLessThan(25);
  });

  describe('of version 3', () => {
    it.each(Object.keys(AS))('takes the trap of %s', async (user) => {
      await trap(as(user), ...LINK_DOWN);
      await started.untilPoints(1);
      expect(started.points[0]?.tags).toMatchObject({ ...ROUTER, trap: 'linkDown' });
    });

    it.each(Object.keys(AS))('answers the inform of %s', async (user) => {
      await inform(as(user), ON_BATTERY);
      expect(started.points.map(({ tags }) => tags.trap)).toEqual(['upsTrapOnBattery']);
    });

    it.each([
      ['nobody', as('signed').with(2, 'nobody'), 'unknown_user'],
      ['a wrong key', as('signed').with(8, 'another-auth-key'), 'wrong_digest'],
      ['a wrong privacy key', as('sealed').with(12, 'another-priv-key'), 'undecryptable'],
      ['less than the user has to', ['-v3', '-u', 'sealed', '-l', 'noAuthNoPriv'], 'wrong_level'],
    ])('refuses the trap of %s', async (_, who, problem) => {
      await trap(who, ...LINK_DOWN);
      await trap(who, ...LINK_DOWN);
      expect(await afterTheNext()).toEqual(['warmStart']);
      expect(await started.counted(problem)).toBe(2);
    });

    it('logs what is wrong once, however often it comes', async () => {
      const stranger = as('signed').with(2, 'nobody');
      for (let sent = 0; sent < 3; sent++) await trap(stranger, COLD_START);
      await afterTheNext();
      expect(await started.counted('unknown_user')).toBe(3);
      const told: string[] = [];
      await Promise.race([
        started.log.logged(/unknown_user/, 2).then(() => told.push('twice')),
        started.log.logged(/"trap":"warmStart"/),
      ]);
      expect(told).toEqual([]);
    });

    it('tells a sender of an inform that its user is unknown', async () => {
      const asked = inform(as('signed').with(2, 'nobody'), COLD_START);
      await expect(asked).rejects.toMatchObject({ stderr: expect.stringContaining('Unknown user name') });
    });

    it('refuses a trap of a start of the device that is over', async () => {
      await trap([...as('signed'), ...engine(5, 100)], COLD_START);
      await started.untilPoints(1);
      await trap([...as('signed'), ...engine(4, 100)], ...LINK_DOWN);
      expect(await afterTheNext(2)).toEqual(['coldStart', 'warmStart']);
      expect(await started.counted('not_in_time_window')).toBe(1);
    });

    it('refuses a trap that is older than the window', async () => {
      await trap([...as('signed'), ...engine(5, 1_000)], COLD_START);
      await started.untilPoints(1);
      await trap([...as('signed'), ...engine(5, 800)], ...LINK_DOWN);
      expect(await afterTheNext(2)).toEqual(['coldStart', 'warmStart']);
      expect(await started.counted('not_in_time_window')).toBe(1);
    });
  });
});

/** Passes datagrams on to a receiver and back, and keeps them. */
async function relay(toPort: number) {
  const inside = createSocket('udp4').bind(0, '127.0.0.1');
  const outside = createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([once(inside, 'listening'), once(outside, 'listening')]);
  const passed: Buffer[] = [];
  const answers: Buffer[] = [];
  let client = 0;
  outside.on('message', (message, from) => {
    client = from.port;
    passed.push(message);
    inside.send(message, toPort, '127.0.0.1');
  });
  let onAnswer = () => {};
  inside.on('message', (message) => {
    answers.push(message);
    onAnswer();
    outside.send(message, client, '127.0.0.1');
  });
  onTestFinished(() => {
    inside.close();
    outside.close();
  });
  return {
    port: outside.address().port,
    passed,
    answers,
    again: (message: Buffer) => inside.send(message, toPort, '127.0.0.1'),
    untilAnswers: (count: number) =>
      new Promise<void>((resolve) => {
        onAnswer = () => answers.length >= count && resolve();
        onAnswer();
      }),
  };
}

describeWith([needs('snmp')], 'the trap receiver behind a line', () => {
  async function behindRelay(more?: { accept?: () => Promise<boolean> }) {
    const port = await freeUdpPort();
    const started = await start(await folderOfTest(), port, more);
    onTestFinished(() => started.receiver.close());
    return { started, line: await relay(port) };
  }

  it('takes a signed trap once, whoever sends it again', async () => {
    const { started, line } = await behindRelay();
    await exec('snmptrap', [...as('sealed'), `127.0.0.1:${line.port}`, '', COLD_START]);
    await started.untilPoints(1);
    line.again(line.passed.at(-1)!);
    await started.log.logged(/"problem":"replayed"/);
    expect(started.points).toHaveLength(1);
    expect(await started.counted('replayed')).toBe(1);
  });

  it.each([
    ['2c', SECRET],
    ['3', as('sealed')],
  ])('acknowledges an inform of version %s again, and stores it once', async (_, who) => {
    const { started, line } = await behindRelay();
    await exec('snmpinform', [...who, ...PATIENT, `127.0.0.1:${line.port}`, '', COLD_START]);
    const before = line.answers.length;
    line.again(line.passed.at(-1)!);
    await line.untilAnswers(before + 1);
    expect(line.answers.at(-1)).toEqual(line.answers.at(-2));
    expect(started.points).toHaveLength(1);
    expect(await started.counted('repeated')).toBe(1);
  });

  it('does not acknowledge an inform that the disk did not take', async () => {
    const { started, line } = await behindRelay({ accept: async () => false });
    const sent = exec('snmpinform', [...SECRET, ...IMPATIENT, `127.0.0.1:${line.port}`, '', COLD_START]);
    await expect(sent).rejects.toMatchObject({ stderr: expect.stringContaining('Timeout') });
    expect(line.answers).toEqual([]);
    expect(await started.counted('not_stored')).toBe(1);
  });

  it('acknowledges an inform only when it is kept', async () => {
    let keep = (_: boolean) => {};
    const kept = new Promise<boolean>((resolve) => {
      keep = resolve;
    });
    const { started, line } = await behindRelay({ accept: () => kept });
    const sent = exec('snmpinform', [...SECRET, ...PATIENT, `127.0.0.1:${line.port}`, '', COLD_START]);
    await started.untilPoints(1);
    // Sent again meanwhile: neither answered nor stored.
    line.again(line.passed[0]!);
    expect(line.answers).toEqual([]);
    keep(true);
    await sent;
    expect(started.points).toHaveLength(1);
  });
});

describeWith([needs('snmp')], 'an agent whose collector is away', () => {
  it('acknowledges an inform, which is on its disk by then', async () => {
    const directory = await folderOfTest();
    const port = await freeUdpPort();
    const traps = { address: '127.0.0.1', port, communities: ['secret'], users: USERS };
    const config = { version: 1, agent: 'inside', site: SITE, jobs: [], traps };
    await writeFile(join(directory, 'agent-config.json'), JSON.stringify(config));
    const agent = await startAgent({
      ...{ id: 'inside', token: 'none', dataDirectory: directory, logger: memoryLogger().logger },
      collectorUrl: `http://${written(loopbackEndpoint())}`,
    });
    onTestFinished(() => agent.stop());
    await exec('snmpinform', [...as('sealed'), ...PATIENT, `127.0.0.1:${port}`, '', COLD_START]);
    const spool = join(directory, 'spool');
    const files = await Promise.all(
      (await readdir(spool)).map((name) => readFile(join(spool, name), 'utf8')),
    );
    expect(files.join('')).toMatch(/snmp_trap,agent=inside,site=here,source=127\.0\.0\.1,trap=coldStart /);
  });
});

describe('a device that goes on sending informs', () => {
  it('is told the new time by a signed Report after a restart of the agent, by the same engine', async () => {
    const directory = await folderOfTest();
    const port = await freeUdpPort();
    const user = {
      ...{ name: 'sealed', level: snmp.SecurityLevel.authPriv, authProtocol: snmp.AuthProtocols.sha },
      ...{ authKey: 'auth-key-of-sealed', privProtocol: snmp.PrivProtocols.aes },
      privKey: 'priv-key-of-sealed',
    };
    // Once it knows the engine, the package sends informs to the other of its ports.
    const ports = { port, trapPort: port };
    const device = snmp.createV3Session('127.0.0.1', user, { ...ports, retries: 0, timeout: 10_000 });
    onTestFinished(() => void device.close());
    const inform = () =>
      new Promise<string>((resolve) => {
        device.inform(snmp.TrapType.ColdStart, (error) => resolve(error ? String(error) : 'acknowledged'));
      });
    const first = await start(directory, port);
    expect(await inform()).toBe('acknowledged');
    await first.receiver.close();
    const second = await start(directory, port);
    onTestFinished(() => second.receiver.close());
    // It believes the Report because it is signed, and its engine because it is the one it knows.
    expect(await inform()).toBe('acknowledged');
    expect(second.points.map(({ tags }) => tags.trap)).toEqual(['coldStart']);
    expect(await second.counted('not_in_time_window')).toBe(1);
  });
});

describeWith([needs('snmp', 'snmpd')], 'a linkDown', () => {
  it('has the device polled at once', async () => {
    const snmpd = await startSnmpd({ community: 'public' });
    const port = await freeUdpPort();
    const polls: Point[] = [];
    let onPoll = () => {};
    const untilPolls = (count: number) =>
      new Promise<void>((resolve) => {
        onPoll = () => polls.length >= count && resolve();
        onPoll();
      });
    const { logger }: MemoryLogger = memoryLogger();
    const jobs = new JobSet({
      scheduler: new Scheduler(),
      logger,
      now: Date.now,
      emit: (points) => {
        polls.push(...points.filter(({ measurement }) => measurement === 'snmp'));
        onPoll();
      },
    });
    const receiver = await startTrapReceiver({
      settings: trapsSchema.parse({ address: '127.0.0.1', port, communities: ['secret'] }),
      engine: await startEngine(await folderOfTest(), systemTimers.monotonicMs, logger),
      site: () => SITE,
      sourceOf: () => ROUTER,
      profiles: () => PROFILES,
      accept: async () => true,
      onAlarm: ({ device }) => jobs.pollNow(device),
      scheduler: new Scheduler(),
      now: Date.now,
      monotonicMs: systemTimers.monotonicMs,
      logger,
    });
    onTestFinished(async () => {
      jobs.stop();
      await receiver.close();
      await snmpd.close();
    });
    const job = {
      ...{ id: 'hub-rt', kind: 'snmp', periodMs: 3_600_000, role: 'device', tags: { ...ROUTER } },
      ...{ target: `${snmpd.endpoint.host}:${snmpd.endpoint.port}`, settings: { community: 'public' } },
    };
    await jobs.apply([probeJobSchema.parse(job)]);
    await untilPolls(1);
    await exec('snmptrap', [...SECRET, `127.0.0.1:${port}`, '', ...LINK_DOWN]);
    await untilPolls(2);
    expect(polls.map(({ fields }) => fields.result_code)).toEqual([0n, 0n]);
  });
});
