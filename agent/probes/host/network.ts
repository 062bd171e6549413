/** Interfaces and the way out of the machine. */
import type { DefaultRoute } from './proc-net.ts';
import { neighbourKnown, parseDefaultRoutes, parseDefaultRoutes6, parseProcNetDev } from './proc-net.ts';
import { InterfaceRates } from './rates.ts';
import type { Reading } from './reading.ts';
import { knownFields, whole } from './reading.ts';
import type { HostSystem } from './system.ts';
import { numberIn } from './system.ts';

/** A host of containers may have thousands; the first are the machine's own. */
const MAX_INTERFACES = 32;
const LOOPBACK = 'lo';

export class InterfaceReader {
  readonly #rates: InterfaceRates;

  constructor(system: HostSystem) {
    this.#rates = new InterfaceRates(system.counterBits);
  }

  /** @param nowMs monotonic. */
  async read(system: HostSystem, nowMs: number): Promise<Reading[]> {
    const counters = parseProcNetDev((await system.text('/proc/net/dev')) ?? '');
    const watched = counters.filter(({ name }) => name !== LOOPBACK).slice(0, MAX_INTERFACES);
    this.#rates.begin();
    return Promise.all(
      watched.map(async ({ name, ...counted }): Promise<Reading> => {
        const rate = this.#rates.rate(name, { in: counted.receivedBytes, out: counted.sentBytes }, nowMs);
        const folder = `/sys/class/net/${name}`;
        // Not readable while the interface is set down: then nobody knows.
        const carrier = await numberIn(system, `${folder}/carrier`);
        const speedMbps = await numberIn(system, `${folder}/speed`);
        return {
          measurement: 'net',
          tags: { interface: name },
          fields: knownFields({
            bytes_recv: counted.receivedBytes,
            bytes_sent: counted.sentBytes,
            packets_recv: counted.receivedPackets,
            packets_sent: counted.sentPackets,
            err_in: counted.receiveErrors,
            err_out: counted.sendErrors,
            drop_in: counted.receiveDrops,
            drop_out: counted.sendDrops,
            in_bps: rate?.inBps,
            out_bps: rate?.outBps,
            carrier: carrier === undefined ? undefined : carrier === 1,
            carrier_changes: whole(await numberIn(system, `${folder}/carrier_changes`)),
            // -1: there is none, as of tunnels.
            speed: speedMbps === undefined || speedMbps <= 0 ? undefined : whole(speedMbps),
          }),
        };
      }),
    );
  }
}

/** A table with nothing but lo and link-local addresses is of a machine without IPv6. */
function usesIpv6(table: string): boolean {
  return table
    .split('\n')
    .some((line) => /^[23fF][0-9a-f]{31} (?!00 )/.test(line) && !/^(?:fe80|ff)/i.test(line));
}

function routeReading(
  family: 'ipv4' | 'ipv6',
  route: DefaultRoute | undefined,
  neighbour: boolean | undefined,
): Reading {
  return {
    measurement: 'default_route',
    tags: {
      family,
      ...(route && { interface: route.interface }),
      ...(route?.gateway !== undefined && { gateway: route.gateway }),
    },
    fields: knownFields({
      present: route !== undefined,
      metric: whole(route?.metric),
      gateway_known: neighbour,
    }),
  };
}

/** Whether there is a way out, and whether the gateway answers on its link (ARP; of IPv6 no file tells it). */
export async function readDefaultRoutes(system: HostSystem): Promise<Reading[]> {
  const table = await system.text('/proc/net/route');
  if (table === undefined) return [];
  const [route] = parseDefaultRoutes(table);
  const arp = (await system.text('/proc/net/arp')) ?? '';
  const neighbour =
    route?.gateway === undefined ? undefined : neighbourKnown(arp, route.gateway, route.interface);
  const table6 = (await system.text('/proc/net/ipv6_route')) ?? '';
  return [
    routeReading('ipv4', route, neighbour),
    ...(usesIpv6(table6) ? [routeReading('ipv6', parseDefaultRoutes6(table6)[0], undefined)] : []),
  ];
}
