/** `/proc/net/dev`, `route`, `ipv6_route` and `arp` (proc(5)). Pure. */

export interface InterfaceCounters {
  readonly name: string;
  readonly receivedBytes: bigint;
  readonly receivedPackets: bigint;
  readonly receiveErrors: bigint;
  readonly receiveDrops: bigint;
  readonly sentBytes: bigint;
  readonly sentPackets: bigint;
  readonly sendErrors: bigint;
  readonly sendDrops: bigint;
}

/** Two lines of heading, then a name and sixteen counters a line; before Linux 2.6.39 without a space behind the colon. */
export function parseProcNetDev(text: string): InterfaceCounters[] {
  return text.split('\n').flatMap((line) => {
    // A name may have a colon in it (aliases); counters have none.
    const colon = line.lastIndexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    const counters = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    if (name === '' || counters.length < 16 || !counters.every((counter) => /^\d{1,20}$/.test(counter)))
      return [];
    const at = (index: number) => BigInt(counters[index] ?? 0);
    return [
      {
        ...{ name, receivedBytes: at(0), receivedPackets: at(1), receiveErrors: at(2), receiveDrops: at(3) },
        ...{ sentBytes: at(8), sentPackets: at(9), sendErrors: at(10), sendDrops: at(11) },
      },
    ];
  });
}

export interface DefaultRoute {
  readonly family: 'ipv4' | 'ipv6';
  readonly interface: string;
  /** `undefined`: straight onto the interface, as over PPP. */
  readonly gateway: string | undefined;
  readonly metric: number;
}

/** Bits of a route's flags (`linux/route.h`, `linux/ipv6_route.h`). */
const ROUTE_UP = 0x0001;
const ROUTE_REJECT = 0x0200;

/** Addresses are one little-endian word in hexadecimal on the machines that there are. */
function ipv4Of(word: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16)).join('.');
}

/** The IPv4 default routes, the one that is used first. */
export function parseDefaultRoutes(text: string): DefaultRoute[] {
  const routes = text.split('\n').flatMap((line): DefaultRoute[] => {
    const [name = '', destination, gateway = '', flags = '', , , metric = '', mask] = line
      .trim()
      .split(/\s+/);
    if (destination !== '00000000' || mask !== '00000000' || !/^[0-9A-F]{8}$/i.test(gateway)) return [];
    const bits = Number.parseInt(flags, 16);
    if (!(bits & ROUTE_UP) || bits & ROUTE_REJECT || !/^\d{1,10}$/.test(metric)) return [];
    const via = gateway === '00000000' ? undefined : ipv4Of(gateway);
    return [{ family: 'ipv4', interface: name, gateway: via, metric: Number(metric) }];
  });
  return routes.sort((one, other) => one.metric - other.metric);
}

const NO_ADDRESS = '0'.repeat(32);

/** `fd000000000000000000000000000001` -> `fd00:0:0:0:0:0:0:1` */
function ipv6Of(digits: string): string {
  return (digits.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

/** The IPv6 default routes, the one that is used first. */
export function parseDefaultRoutes6(text: string): DefaultRoute[] {
  const routes = text.split('\n').flatMap((line): DefaultRoute[] => {
    const [destination, length, , , gateway = '', metric = '', , , flags = '', name = ''] = line
      .trim()
      .split(/\s+/);
    if (destination !== NO_ADDRESS || length !== '00' || !/^[0-9a-f]{32}$/i.test(gateway)) return [];
    const bits = Number.parseInt(flags, 16);
    // Every kernel ends the table with a route that rejects, on lo.
    if (!(bits & ROUTE_UP) || bits & ROUTE_REJECT || name === '' || !/^[0-9a-f]{8}$/i.test(metric)) return [];
    const via = gateway === NO_ADDRESS ? undefined : ipv6Of(gateway);
    return [{ family: 'ipv6', interface: name, gateway: via, metric: Number.parseInt(metric, 16) }];
  });
  return routes.sort((one, other) => one.metric - other.metric);
}

/** `ATF_COM` (`linux/if_arp.h`): the neighbour's hardware address is known. */
const NEIGHBOUR_KNOWN = 0x02;

/** @returns whether the neighbour answers ARP; `undefined`: the kernel has not asked for it lately. */
export function neighbourKnown(text: string, address: string, name: string): boolean | undefined {
  for (const line of text.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[0] !== address || columns.at(-1) !== name) continue;
    return (Number.parseInt(columns[2] ?? '', 16) & NEIGHBOUR_KNOWN) !== 0;
  }
  return undefined;
}
