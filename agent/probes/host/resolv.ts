/** `/etc/resolv.conf` (resolv.conf(5)). Pure. */
import { isIP } from 'node:net';

/** MAXNS: the resolver reads no more. */
const MAX_SERVERS = 3;

/** The name servers that the machine asks, in order. A zone (`fe80::1%eth0`) stays with its address. */
export function parseNameServers(text: string): string[] {
  const servers = text.split('\n').flatMap((line) => {
    const [key, address = ''] = line.trim().split(/\s+/);
    return key === 'nameserver' && isIP(address) ? [address] : [];
  });
  return [...new Set(servers)].slice(0, MAX_SERVERS);
}
