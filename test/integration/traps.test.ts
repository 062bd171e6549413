/** Traps and informs as net-snmp's own tools send them. */

import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TrapSource } from '../../agent/traps/receiver.ts';
import { startTrapReceiver } from '../../agent/traps/receiver.ts';
import type { Point } from '../../model/point.ts';
import { describeWith, needs } from '../setup/needs.ts';

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
    const receiver = startTrapReceiver({
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
