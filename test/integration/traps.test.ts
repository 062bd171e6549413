/** Traps and informs as net-snmp's own tools send them. */

import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { JobSet } from '../../agent/job-set.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import type { TrapSource } from '../../agent/traps/receiver.ts';
import { startTrapReceiver } from '../../agent/traps/receiver.ts';
import type { Point } from '../../model/point.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { startSnmpd } from '../setup/snmpd.ts';

const run = promisify(execFile);
const ROUTER: TrapSource = { site: 'hub', device: 'hub-rt' };
const LINK_DOWN = [
  '1.3.6.1.6.3.1.1.5.3',
  '1.3.6.1.2.1.2.2.1.1.7',
  'i',
  '7',
  '1.3.6.1.2.1.31.1.1.1.1.7',
  's',
  'wan0',
];

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

describeWith([needs('snmp')], 'the trap receiver', () => {
  let port: number;
  let close: () => Promise<void>;
  let points: Point[];
  let changed: TrapSource[];
  let onPoint: () => void;

  beforeEach(async () => {
    port = await freeUdpPort();
    points = [];
    changed = [];
    onPoint = () => {};
    const receiver = await startTrapReceiver({
      settings: { address: '127.0.0.1', port, communities: ['secret'] },
      sourceOf: (address) => (address === '127.0.0.1' ? ROUTER : undefined),
      emit: (emitted) => {
        points.push(...emitted);
        onPoint();
      },
      onLinkChange: (source) => changed.push(source),
      now: () => 1_000,
      logger: pino({ level: 'silent' }),
    });
    close = () => receiver.close();
  });

  afterEach(() => close());

  function untilPoints(count: number): Promise<void> {
    return new Promise((resolve) => {
      onPoint = () => points.length >= count && resolve();
      onPoint();
    });
  }

  it('makes a point of a linkDown of version 2c, and has the device polled', async () => {
    await run('snmptrap', ['-v2c', '-c', 'secret', `127.0.0.1:${port}`, '', ...LINK_DOWN]);
    await untilPoints(1);
    expect(points).toMatchObject([
      {
        measurement: 'snmp_trap',
        tags: { ...ROUTER, source: '127.0.0.1', trap: 'linkDown' },
        fields: { if_index: 7n, interface: 'wan0' },
        timeMs: 1_000,
      },
    ]);
    expect(changed).toEqual([ROUTER]);
  });

  it('understands version 1', async () => {
    const coldStart = ['1.3.6.1.4.1.8072.3.2.10', '127.0.0.1', '0', '0', ''];
    await run('snmptrap', ['-v1', '-c', 'secret', `127.0.0.1:${port}`, ...coldStart]);
    await untilPoints(1);
    expect(points[0]?.tags.trap).toBe('coldStart');
    expect(changed).toEqual([]);
  });

  it('answers an inform, which waits for it', async () => {
    const inform = [
      '-v2c',
      '-c',
      'secret',
      '-t',
      '5',
      '-r',
      '0',
      `127.0.0.1:${port}`,
      '',
      '1.3.6.1.2.1.33.2.1',
    ];
    await run('snmpinform', inform);
    await untilPoints(1);
    expect(points[0]?.tags.trap).toBe('upsTrapOnBattery');
  });

  it('believes no other community', async () => {
    await run('snmptrap', ['-v2c', '-c', 'guess', `127.0.0.1:${port}`, '', ...LINK_DOWN]);
    // The next one is right, and the only one that arrives.
    await run('snmptrap', ['-v2c', '-c', 'secret', `127.0.0.1:${port}`, '', '1.3.6.1.6.3.1.1.5.2']);
    await untilPoints(1);
    expect(points.map(({ tags }) => tags.trap)).toEqual(['warmStart']);
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
    const logger = pino({ level: 'silent' });
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
      settings: { address: '127.0.0.1', port, communities: ['secret'] },
      sourceOf: () => ROUTER,
      emit: () => {},
      onLinkChange: ({ device }) => jobs.pollNow(device),
      now: Date.now,
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
    await run('snmptrap', ['-v2c', '-c', 'secret', `127.0.0.1:${port}`, '', ...LINK_DOWN]);
    await untilPolls(2);
    expect(polls.map(({ fields }) => fields.result_code)).toEqual([0n, 0n]);
  });
});
