/** What iproute2's `ip -json` says of interfaces, routes and neighbours. Pure. */
import { z } from 'zod';
import type { InterfaceFact, Neighbour } from '../facts.ts';

const counters = z.object({ packets: z.number(), errors: z.number() });

const interfacesSchema = z.array(
  z.object({
    ifname: z.string(),
    flags: z.array(z.string()),
    mtu: z.number(),
    link_type: z.string().default(''),
    addr_info: z
      .array(z.object({ local: z.string().optional(), prefixlen: z.number().optional(), scope: z.string() }))
      .default([]),
    stats64: z.object({ rx: counters, tx: counters }).optional(),
  }),
);

const routesSchema = z.array(
  z.object({ dev: z.string().optional(), gateway: z.string().optional(), dst: z.string().optional() }),
);
const neighboursSchema = z.array(z.object({ dst: z.string(), state: z.array(z.string()).default([]) }));

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** RFC 3927: what a machine gives itself when nobody gives it an address. */
const SELF_ASSIGNED = /^169\.254\./;

/** Made by programs on the machine, not plugged into it. */
const VIRTUAL = /^(?:docker|veth|br-|virbr|ifb|dummy|tap|vnet|cni|flannel)/;

/** Interfaces that lead somewhere, the likeliest way out first; of `ip -json -stats addr show`. */
export function parseInterfaces(text: string): InterfaceFact[] {
  const rows = (parsed(interfacesSchema, text) ?? []).filter(
    ({ flags, ifname }) => !flags.includes('LOOPBACK') && !VIRTUAL.test(ifname),
  );
  const facts = rows.map(({ ifname, flags, mtu, addr_info, stats64 }): InterfaceFact => {
    const usable = addr_info.filter(
      ({ scope, local }) => local !== undefined && scope !== 'link' && !SELF_ASSIGNED.test(local),
    );
    return {
      name: ifname,
      enabled: flags.includes('UP'),
      carrier: flags.includes('UP') && flags.includes('LOWER_UP'),
      addresses: usable.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
      mtu,
      errors: (stats64?.rx.errors ?? 0) + (stats64?.tx.errors ?? 0),
      packets: (stats64?.rx.packets ?? 0) + (stats64?.tx.packets ?? 0),
    };
  });
  const rank = ({ carrier, addresses, enabled }: InterfaceFact) =>
    (carrier ? 4 : 0) + (addresses.length > 0 ? 2 : 0) + (enabled ? 1 : 0);
  return facts.sort((one, other) => rank(other) - rank(one));
}

export interface Route {
  readonly interface: string;
  /** `undefined`: on the link itself. */
  readonly gateway: string | undefined;
}

/** Of `ip -json route get ADDRESS`, or of `ip -json route show default`. @returns `undefined`: there is none. */
export function parseRoute(text: string): Route | undefined {
  const [route] = parsed(routesSchema, text) ?? [];
  return route?.dev === undefined ? undefined : { interface: route.dev, gateway: route.gateway };
}

/** Of `ip -json neigh show`. */
export function parseNeighbour(text: string, address: string): Neighbour {
  const states = (parsed(neighboursSchema, text) ?? []).find(({ dst }) => dst === address)?.state ?? [];
  if (states.includes('FAILED') || states.includes('INCOMPLETE')) return 'failed';
  return states.length > 0 ? 'known' : 'unknown';
}
