import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { OwnNetworks } from '../../../../../agent/probes/snmp/path-mtu.ts';
import { ANYWHERE_OCTETS, longestAnswer } from '../../../../../agent/probes/snmp/path-mtu.ts';

function address(cidr: string): NetworkInterfaceInfo {
  const [host = ''] = cidr.split('/');
  const base = { address: host, netmask: '', mac: '', internal: false, cidr };
  return host.includes(':') ? { ...base, family: 'IPv6', scopeid: 0 } : { ...base, family: 'IPv4' };
}

const MTU: Readonly<Record<string, number>> = { lo: 65_536, lan: 1_500, jumbo: 9_000, line: 1_280 };

const networks: OwnNetworks = {
  interfaces: {
    lo: [address('127.0.0.1/8'), address('::1/128')],
    lan: [address('10.1.2.3/24'), address('2001:db8:1::3/64')],
    jumbo: [address('10.9.0.1/16')],
    line: [address('10.8.0.1/30')],
    odd: [address('10.7.0.1/24')],
  },
  mtuOf: (name) => MTU[name],
};

describe('longestAnswer', () => {
  it.each([
    ['a device on the Ethernet', '10.1.2.77', 1_452],
    ['one by IPv6', '2001:db8:1::77', 1_452],
    ['one where frames are jumbo', '10.9.200.1', 8_952],
    ['our own machine', '127.0.0.9', 9_000],
    ['our own machine by IPv6', '::1', 9_000],
    ['one behind a router', '10.1.3.77', ANYWHERE_OCTETS],
    ['one behind a router by IPv6', '2001:db8:2::77', ANYWHERE_OCTETS],
    ['one on a narrow line', '10.8.0.2', ANYWHERE_OCTETS],
    ['one on an interface that does not say', '10.7.0.2', ANYWHERE_OCTETS],
    ['one with a name', 'switch.example', ANYWHERE_OCTETS],
  ])('is for %s as much as its frames hold', (_, host, octets) =>
    expect(longestAnswer(host, networks)).toBe(octets),
  );
});
