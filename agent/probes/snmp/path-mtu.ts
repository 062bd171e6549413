/** How long an answer may be so that nothing on its way cuts it into fragments, which thin lines and firewalls lose. */
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces } from 'node:os';

/** Below an Ethernet frame, less IP and UDP and room for a tunnel or a PPPoE line: what passes everywhere. Octets. */
export const ANYWHERE_OCTETS = 1_400;
/** IPv6 and UDP; IPv4 takes less. */
const HEAD_OCTETS = 48;
/** A jumbo frame; devices refuse much longer answers, and loopback would take 64 KiB. */
const MOST_OCTETS = 9_000;

export interface OwnNetworks {
  /** As `os.networkInterfaces` gives them. */
  readonly interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** @returns `undefined` where it is not known. Octets. */
  mtuOf(name: string): number | undefined;
}

/** The machine's own, as they are now. */
export function ownNetworks(): OwnNetworks {
  return {
    interfaces: networkInterfaces(),
    mtuOf(name) {
      try {
        return Number(readFileSync(`/sys/class/net/${name}/mtu`, 'utf8')) || undefined;
      } catch {
        return undefined;
      }
    },
  };
}

/** Octets of the longest answer to ask a device for: more than usual only where no router is between us. */
export function longestAnswer(host: string, { interfaces, mtuOf }: OwnNetworks): number {
  const version = isIP(host);
  if (version === 0) return ANYWHERE_OCTETS;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  for (const [name, addresses = []] of Object.entries(interfaces)) {
    const reaches = addresses.some(({ cidr }) => cidr !== null && isInside(host, cidr, family));
    const mtu = reaches ? mtuOf(name) : undefined;
    if (mtu !== undefined) return Math.min(MOST_OCTETS, Math.max(ANYWHERE_OCTETS, mtu - HEAD_OCTETS));
  }
  return ANYWHERE_OCTETS;
}

function isInside(host: string, cidr: string, family: 'ipv4' | 'ipv6'): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  if (isIP(network) !== isIP(host)) return false;
  const subnet = new BlockList();
  subnet.addSubnet(network, Number(bits), family);
  return subnet.check(host, family);
}
