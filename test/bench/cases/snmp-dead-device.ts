/** What dead devices cost the living ones: the same devices polled with and without them. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { SnmpClient } from '../../../agent/probes/snmp/client.ts';
import { DeviceSlots } from '../../../agent/probes/snmp/device-slots.ts';
import { pollDevice } from '../../../agent/probes/snmp/probe.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { type LoopbackSnmpd, startLoopbackSnmpd } from '../loopback-snmpd.ts';
import { measureCall } from '../measure.ts';

/** More at once would overflow the queue of the one snmpd that plays them all. */
const LIVING = 105;
const DEAD = 10;
/** The default of our settings. */
const MAX_REPETITIONS = 20;
/** One snmpd plays all living devices, and answers the last after all others. Milliseconds. */
const TIMEOUT_MS = 60_000;

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Takes what is sent to it and says nothing: not even the system says that nobody is there. */
async function startSilence(): Promise<Endpoint & { close(): Promise<void> }> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { address, port } = socket.address();
  const close = async () => {
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  };
  return { host: address, port, close };
}

function subject(name: string, server: LoopbackSnmpd, silence: Endpoint, dead: number): Subject {
  const living = { ...server, version: '2c', timeoutMs: TIMEOUT_MS, retries: 0 } as const;
  return {
    name,
    async run() {
      const slots = new DeviceSlots();
      const deadClients = Array.from({ length: dead }, () => new SnmpClient({ ...living, ...silence }));
      const clients = Array.from({ length: LIVING }, () => new SnmpClient(living));
      const poll = (client: SnmpClient) => slots.run(() => pollDevice(client, MAX_REPETITIONS, Date.now));
      const { result, cost } = await measureCall(() => {
        // They come first, as in the worst minute.
        for (const client of deadClients) void poll(client).catch(() => undefined);
        return Promise.all(clients.map(poll));
      });
      for (const client of [...deadClients, ...clients]) client.close();
      const rows = result.reduce((sum, { sample }) => sum + sample.rows.size, 0);
      return { figures: { ...cost, rows } };
    },
  };
}

export const bench: BenchCase = {
  name: 'snmp-dead-device',
  describes: `${LIVING} switches of 24 ports polled at once by one agent, with and without ${DEAD} devices that never answer`,
  rounds: 9,
  ratios: [
    ['with dead devices', 'without', 'wall_ms'],
    ['with dead devices', 'without', 'cpu_ms'],
    ['with dead devices', 'without', 'rows'],
  ],
  limits: [{ ratioOf: ['with dead devices', 'without', 'wall_ms'], atMost: 1.05 }],
  async prepare() {
    const [server, silence] = await Promise.all([startLoopbackSnmpd(), startSilence()]);
    return {
      subjects: [subject('with dead devices', server, silence, DEAD), subject('without', server, silence, 0)],
      async close() {
        await silence.close();
        await server.close();
      },
    };
  },
};
