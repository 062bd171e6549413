import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import snmp from 'net-snmp';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inventory } from '../../../model/inventory.ts';
import { decodeStampReply, encodeStampRequest, type StampReply } from '../../../model/stamp-packet.ts';
import { type FaultEvent, type Simulator, startSimulator } from '../../../simulator/index.ts';
import { readDemoInventory } from './demo-files.ts';

const DAY_MS = 86_400_000;
const WALKED = '1.3.6.1.2.1';
const SYS_UPTIME = '1.3.6.1.2.1.1.3.0';
const IF_HC_IN_OCTETS = '1.3.6.1.2.1.31.1.1.1.6';

const demo = readDemoInventory();
const ofDistrict = (group: number) => (thing: { address: string }) =>
  thing.address.startsWith(`127.20.${group}.`);
/** One district of the demonstration and the core: enough to be quick, real enough to be right. */
const inventory: Inventory = {
  ...demo,
  sites: demo.sites.filter((site) => site.upstream === undefined || ofDistrict(7)(site)),
  rooms: demo.rooms.filter(ofDistrict(7)),
};
const HEALTHY = '127.20.7.3';
const events: FaultEvent[] = [
  { at: 0, for: DAY_MS, fault: 'cut', site: 'tram-tau-xa-ho' },
  { at: 1_000, for: 1_000, fault: 'power', site: 'tram-tau-ban-mu' },
  { at: 0, for: DAY_MS, fault: 'congest', site: 'tram-tau-tt-tram-tau', delay: 80, loss: 0 },
];

let simulator: Simulator;
let snmpPort: number;
let stampPort: number;

/** Two ports that nobody has; both are held until both are known, so that they differ. */
async function freePorts(): Promise<[number, number]> {
  const sockets = [createSocket('udp4'), createSocket('udp4')] as const;
  for (const socket of sockets) {
    socket.bind(0, '127.20.0.1');
    await once(socket, 'listening');
  }
  const [first, second] = sockets;
  const ports: [number, number] = [first.address().port, second.address().port];
  for (const socket of sockets) await promisify(socket.close.bind(socket))();
  return ports;
}

beforeEach(async () => {
  [snmpPort, stampPort] = await freePorts();
  const options = { inventory, snmpPort, stampPort, singleAddress: false, logger: pino({ level: 'silent' }) };
  simulator = await startSimulator({ ...options, script: { start: 0, events }, speed: 10_000 });
});

afterEach(() => simulator.close());

type Varbind = { oid: string; type: number; value: unknown };

async function withSession<T>(
  address: string,
  version: 0 | 1,
  use: (session: snmp.Session) => Promise<T>,
): Promise<T> {
  const session = snmp.createSession(address, 'public', {
    port: snmpPort,
    version,
    timeout: 300,
    retries: 0,
  });
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

function get(address: string, ...oids: string[]): Promise<Varbind[]> {
  return withSession(address, snmp.Version2c, (session) => {
    return new Promise((resolve, reject) => {
      session.get(oids, (error, varbinds) => (error ? reject(error) : resolve(varbinds as Varbind[])));
    });
  });
}

function walk(address: string, version: 0 | 1): Promise<Varbind[]> {
  return withSession(address, version, (session) => {
    const all: Varbind[] = [];
    return new Promise((resolve, reject) => {
      const feed = (varbinds: snmp.Varbind[]) => void all.push(...(varbinds as Varbind[]));
      session.walk(WALKED, 20, feed, (error) => (error ? reject(error) : resolve(all)));
    });
  });
}

async function reflect(socket: Socket, address: string, sequence: number): Promise<StampReply> {
  const packet = encodeStampRequest({ sequence, sentMs: performance.timeOrigin + performance.now() });
  socket.send(packet, stampPort, address);
  const [reply] = await once(socket, 'message');
  return decodeStampReply(reply)!;
}

async function withSocket<T>(use: (socket: Socket) => Promise<T>): Promise<T> {
  const socket = createSocket('udp4');
  try {
    return await use(socket);
  } finally {
    socket.close();
  }
}

describe('the simulated province', () => {
  it('opens an agent and three reflectors a site and one reflector a room', () => {
    expect(simulator.sockets).toBe(inventory.sites.length * 4 + inventory.rooms.length);
  });

  it('answers a walk with every object, in order and once', async () => {
    const varbinds = await walk(HEALTHY, snmp.Version2c);
    expect(varbinds).toHaveLength(8 + 37 * 4);
    const oids = varbinds.map(({ oid }) =>
      oid
        .split('.')
        .map((part) => part.padStart(10, '0'))
        .join('.'),
    );
    expect(oids).toEqual([...new Set(oids)].sort());
  });

  it('hides 64-bit counters from version 1', async () => {
    const types = (await walk(HEALTHY, snmp.Version1)).map(({ type }) => type);
    expect(types).toHaveLength(8 + 29 * 4);
    expect(types).not.toContain(snmp.ObjectType.Counter64);
  });

  it('answers GETBULK of several columns row by row', async () => {
    const columns = [SYS_UPTIME.slice(0, -2), '1.3.6.1.2.1.31.1.1.1.1', IF_HC_IN_OCTETS];
    const rows = await withSession(HEALTHY, snmp.Version2c, (session) => {
      return new Promise<Varbind[][]>((resolve, reject) => {
        session.getBulk(columns, 1, 4, (error, varbinds) =>
          error ? reject(error) : resolve(varbinds as Varbind[][]),
        );
      });
    });
    expect(rows[1]!.map(({ value }) => String(value))).toEqual(['lo0', 'wan0', 'lan0', 'lan1']);
    expect(rows[2]!.map(({ oid }) => oid)).toEqual(
      [1, 2, 3, 4].map((index) => `${IF_HC_IN_OCTETS}.${index}`),
    );
  });

  it('tells a missing instance from a missing object', async () => {
    const varbinds = await get(HEALTHY, '1.3.6.1.2.1.1.5.7', '1.3.6.1.2.1.99.1.0', '1.3.6.1.2.1.1.5.0');
    expect(varbinds.map(({ type }) => type)).toEqual([
      snmp.ObjectType.NoSuchInstance,
      snmp.ObjectType.NoSuchObject,
      snmp.ObjectType.OctetString,
    ]);
    expect(String(varbinds[2]!.value)).toBe('tram-tau-tuc-dan');
  });

  it('counts octets upwards', async () => {
    const read = async () => {
      const [varbind] = await get(HEALTHY, `${IF_HC_IN_OCTETS}.2`);
      return BigInt(`0x${(varbind!.value as Buffer).toString('hex')}`);
    };
    const first = await read();
    expect(await read()).toBeGreaterThanOrEqual(first);
    expect(first).toBeGreaterThan(2n ** 32n);
  });

  it('counts uptime from the return of power', async () => {
    const [restarted] = await get('127.20.7.6', SYS_UPTIME);
    const [running] = await get(HEALTHY, SYS_UPTIME);
    expect(restarted!.value).toBeLessThan(100 * 60);
    expect(running!.value).toBeGreaterThan(100 * 86_400);
  });

  it('is silent over a cut line and answers at the gateway', async () => {
    await expect(get('127.20.7.4', SYS_UPTIME)).rejects.toThrow('timed out');
    const reply = await withSocket((socket) => reflect(socket, '127.21.7.4', 0));
    expect(reply.senderSequence).toBe(0);
  });

  it('numbers its answers for each sender', async () => {
    const numbers = (socket: Socket) =>
      [5, 9].map((sequence) => () => reflect(socket, '127.22.7.3', sequence));
    for (let sender = 0; sender < 2; sender += 1) {
      await withSocket(async (socket) => {
        const [first, second] = numbers(socket);
        const replies = [await first!(), await second!()];
        expect(replies.map(({ sequence }) => sequence)).toEqual([0, 1]);
        expect(replies.map(({ senderSequence }) => senderSequence)).toEqual([5, 9]);
      });
    }
  });

  it('delays packets over a congested line', async () => {
    const reply = await withSocket((socket) => reflect(socket, '127.20.7.2', 0));
    // A timer may fire a millisecond early.
    expect(reply.receivedMs - reply.senderSentMs).toBeGreaterThan(78);
  });

  it('refuses a second simulator on the same addresses with a sentence, and leaves nothing open', async () => {
    const options = {
      inventory,
      snmpPort,
      stampPort,
      singleAddress: false,
      logger: pino({ level: 'silent' }),
    };
    const second = startSimulator({ ...options, script: { start: 0, events: [] }, speed: 1 });
    await expect(second).rejects.toThrow(/^the simulator cannot listen on 127\.2\d\./);
  });

  it('closes every socket', async () => {
    await simulator.close();
    expect(simulator.sockets).toBe(0);
  });
});
