/** A switch that answers as a test has it, and a client that asks it. */
import { onTestFinished } from 'vitest';
import type { SnmpTarget } from '../../agent/probes/snmp/client.ts';
import { SnmpClient } from '../../agent/probes/snmp/client.ts';
import { INTERFACE, SYSTEM } from '../../agent/probes/snmp/oids.ts';
import type { OwnNetworks } from '../../agent/probes/snmp/path-mtu.ts';
import { pollDevice } from '../../agent/probes/snmp/probe.ts';
import type { Request, Send, Varbind } from './snmp-responder.ts';
import {
  compareOids,
  decodeRequest,
  encodeMessage,
  encodePdu,
  integer,
  PDU,
  SnmpResponder,
  text,
} from './snmp-responder.ts';

export const UP_TIME = SYSTEM.sysUpTime;
export const upTime = (ticks: number): Varbind => ({ oid: UP_TIME, value: integer(ticks, 0x43) });

/** Its ports have octets that say which port they are of. */
export function switchOf(ports: number, seed = 0): Varbind[] {
  const rows = Array.from({ length: ports }, (_, port) => port + 1).flatMap((port): Varbind[] => [
    { oid: `${INTERFACE.ifDescr}.${port}`, value: text(`port ${port}`) },
    { oid: `${INTERFACE.ifInOctets}.${port}`, value: integer(seed + port, 0x41) },
    { oid: `${INTERFACE.ifOutOctets}.${port}`, value: integer(seed + 2 * port, 0x41) },
  ]);
  return [upTime(4_242), ...rows].sort((one, other) => compareOids(one.oid, other.oid));
}

export type Answer = (request: Request, send: Send, count: number) => void;

/** Ends with the test. */
export async function deviceThat(answer: Answer): Promise<SnmpResponder> {
  const device = await SnmpResponder.start((datagram, send, _from, count) =>
    answer(decodeRequest(datagram), send, count),
  );
  onTestFinished(() => device.close());
  return device;
}

/** Ends with the test. */
export function clientOf(
  device: SnmpResponder,
  more: Partial<SnmpTarget> = {},
  networks?: OwnNetworks,
): SnmpClient {
  const target = { ...device.endpoint, version: '2c', community: 'c', timeoutMs: 150, retries: 0, ...more };
  const client = new SnmpClient(target as SnmpTarget, networks);
  onTestFinished(() => client.close());
  return client;
}

export const reply = (request: Request, varbinds: readonly Varbind[], status = 0) =>
  encodeMessage(request, encodePdu(PDU.response, request.id, varbinds, status));

export const inOctetsOf = async (client: SnmpClient) =>
  [...(await pollDevice(client, 20, () => 0)).sample.rows.values()].map(({ inOctets }) => Number(inOctets));

export const upTimeOf = async (client: SnmpClient) => (await client.get([UP_TIME])).get(UP_TIME);
