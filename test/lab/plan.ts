/** The plan of a lab: which nodes and lines there are, what they are called and what addresses they have. Pure. */
import { ipv4At, LINE_PREFIX, SITE_PREFIX } from './addresses.ts';

/** What may be asked for. */
export interface LabShape {
  /** Hubs (districts) under the core, 0 to 250. */
  readonly hubs: number;
  /** Communes under each hub, 0 to 250. */
  readonly communesPerHub: number;
}

/** Octets bound both counts: hub `h`, commune `c` is 10.105.h.c, and .254 is the hub. */
const MAX_PER_LEVEL = 250;
const HUB_OCTET = 254;

/** A site: one namespace. */
export interface NodePlan {
  /** `core`, `hub1`, `hub1-c1`. */
  readonly name: string;
  /** By which all others reach it; on its loopback interface, so that it outlives a line. */
  readonly address: string;
  /** The site that its line leads to; `undefined` for the core. */
  readonly upstream: string | undefined;
  /** Address of the upstream's end of its line: the gateway as seen from inside. */
  readonly gateway: string | undefined;
}

/** One end of a line: an interface in a node. */
export interface LineEnd {
  readonly node: string;
  /** At most 15 characters (IFNAMSIZ). */
  readonly interfaceName: string;
  readonly address: string;
  readonly mac: string;
}

/** A site's circuit to its upstream; named by the site. */
export interface LinePlan {
  readonly site: string;
  readonly upper: LineEnd;
  readonly lower: LineEnd;
}

export interface RoutePlan {
  readonly node: string;
  readonly prefix: string;
  /** Next hop; `undefined`: refused with ICMP, which keeps unused addresses from going round in circles. */
  readonly via: string | undefined;
}

export interface LabPlan {
  readonly nodes: readonly NodePlan[];
  readonly lines: readonly LinePlan[];
  readonly routes: readonly RoutePlan[];
}

function checkCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 0 || count > MAX_PER_LEVEL) {
    throw new RangeError(`${name} must be a whole number from 0 to ${MAX_PER_LEVEL}, not ${count}`);
  }
}

const prefixBase = (prefix: string): string => prefix.slice(0, prefix.indexOf('/'));

function siteAddress(hub: number, octet: number): string {
  return ipv4At(prefixBase(SITE_PREFIX), hub * 256 + octet);
}

/** Locally administered addresses, fixed by the line, so that neither end has to ask for the other's. */
function macOf(line: number, end: 0 | 1): string {
  const octets = [2, 0xc0, (line >>> 16) & 255, (line >>> 8) & 255, line & 255, end];
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

function linePlan(index: number, site: string, upstream: string, downName: string): LinePlan {
  const base = prefixBase(LINE_PREFIX);
  return {
    site,
    upper: {
      node: upstream,
      interfaceName: `to-${downName}`,
      address: ipv4At(base, 2 * index),
      mac: macOf(index, 0),
    },
    lower: {
      node: site,
      interfaceName: 'uplink',
      address: ipv4At(base, 2 * index + 1),
      mac: macOf(index, 1),
    },
  };
}

/** Lays out a province. */
export function planLab(shape: LabShape): LabPlan {
  checkCount('hubs', shape.hubs);
  checkCount('communesPerHub', shape.communesPerHub);
  const core: NodePlan = {
    name: 'core',
    address: siteAddress(0, 1),
    upstream: undefined,
    gateway: undefined,
  };
  const nodes: NodePlan[] = [core];
  const lines: LinePlan[] = [];
  const routes: RoutePlan[] = [{ node: 'core', prefix: SITE_PREFIX, via: undefined }];

  const addSite = (name: string, upstream: string, address: string, downName: string): LinePlan => {
    const line = linePlan(lines.length, name, upstream, downName);
    lines.push(line);
    nodes.push({ name, address, upstream, gateway: line.upper.address });
    routes.push({ node: name, prefix: SITE_PREFIX, via: line.upper.address });
    return line;
  };

  for (let hub = 1; hub <= shape.hubs; hub++) {
    const hubName = `hub${hub}`;
    const hubPrefix = `${siteAddress(hub, 0)}/24`;
    const trunk = addSite(hubName, core.name, siteAddress(hub, HUB_OCTET), hubName);
    routes.push({ node: core.name, prefix: hubPrefix, via: trunk.lower.address });
    routes.push({ node: hubName, prefix: hubPrefix, via: undefined });
    for (let commune = 1; commune <= shape.communesPerHub; commune++) {
      const address = siteAddress(hub, commune);
      const line = addSite(`${hubName}-c${commune}`, hubName, address, `c${commune}`);
      routes.push({ node: hubName, prefix: `${address}/32`, via: line.lower.address });
    }
  }
  return { nodes, lines, routes };
}
