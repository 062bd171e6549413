import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { echoOf } from '../../../../cli/diag/checks/echo.ts';
import type { Passage } from '../../../../cli/diag/checks/mtu.ts';
import { searchMtu } from '../../../../cli/diag/checks/mtu.ts';
import { pathOf } from '../../../../cli/diag/checks/path.ts';
import { parseInterfaces, parseNeighbour, parseRoute } from '../../../../cli/diag/tools/ip-output.ts';
import { parsePingOutput } from '../../../../cli/diag/tools/ping-output.ts';

describe('what ping says', () => {
  it('of answers, IPv4 and IPv6', () => {
    const output = `PING 10.105.0.1 (10.105.0.1) 56(84) bytes of data.
64 bytes from 10.105.0.1: icmp_seq=1 ttl=64 time=0.019 ms
64 bytes from 10.105.0.1: icmp_seq=2 ttl=64 time=12.5 ms (DUP!)
64 bytes from fd00::1: icmp_seq=3 ttl=64 time=1.5 ms

--- 10.105.0.1 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1021ms`;
    expect(parsePingOutput(output)).toEqual([
      { kind: 'answer', from: '10.105.0.1', sequence: 1, rttMs: 0.019 },
      { kind: 'answer', from: '10.105.0.1', sequence: 2, rttMs: 12.5 },
      { kind: 'answer', from: 'fd00::1', sequence: 3, rttMs: 1.5 },
    ]);
  });

  it.each([
    ['From 10.64.0.2 icmp_seq=1 Time to live exceeded', { kind: 'expired', from: '10.64.0.2' }],
    ['From fd00::2 icmp_seq=1 Time exceeded: Hop limit', { kind: 'expired', from: 'fd00::2' }],
    ['From 10.64.0.2 icmp_seq=1 Frag needed and DF set (mtu = 1300)', { kind: 'too_big', mtu: 1_300 }],
    ['From fd00::2 icmp_seq=1 Packet too big: mtu=1300', { kind: 'too_big', mtu: 1_300 }],
    ['ping: local error: message too long, mtu=1300', { kind: 'too_big', mtu: 1_300 }],
  ])('%s', (line, expected) => {
    expect(parsePingOutput(line)).toEqual([expected]);
  });

  it('an unreachable host is no answer, and nothing else throws', () => {
    expect(parsePingOutput('From 10.64.0.2 icmp_seq=1 Destination Host Unreachable')).toEqual([]);
    fc.assert(fc.property(fc.string(), (text) => void parsePingOutput(text)));
  });

  it('counts a packet that came twice once', () => {
    const line = '64 bytes from 10.105.0.1: icmp_seq=1 ttl=64 time=4.0 ms';
    expect(echoOf('10.105.0.1', 4, `${line}\n${line} (DUP!)`)).toMatchObject({
      received: 1,
      lossPercent: 75,
    });
  });
});

describe('what ip says', () => {
  const row = (ifname: string, flags: string[], addr_info: object[] = []) => ({
    ifname,
    flags,
    mtu: 1_500,
    addr_info,
  });

  it('puts the interface that leads somewhere first', () => {
    const text = JSON.stringify([
      row('lo', ['LOOPBACK', 'UP', 'LOWER_UP'], [{ local: '127.0.0.1', prefixlen: 8, scope: 'host' }]),
      row('docker0', ['UP', 'LOWER_UP'], [{ local: '172.17.0.1', prefixlen: 16, scope: 'global' }]),
      row('eth1', []),
      row(
        'eth0',
        ['UP', 'LOWER_UP'],
        [
          { local: 'fe80::1', prefixlen: 64, scope: 'link' },
          { local: '169.254.3.4', prefixlen: 16, scope: 'global' },
          { local: '10.105.1.2', prefixlen: 24, scope: 'global' },
        ],
      ),
    ]);
    expect(parseInterfaces(text)).toMatchObject([
      { name: 'eth0', enabled: true, carrier: true, addresses: ['10.105.1.2/24'] },
      { name: 'eth1', enabled: false, carrier: false, addresses: [] },
    ]);
  });

  it('a route, a neighbour, and nothing of what is not JSON', () => {
    expect(parseRoute('[{"dst":"10.105.0.1","gateway":"10.64.0.0","dev":"uplink"}]')).toEqual({
      interface: 'uplink',
      gateway: '10.64.0.0',
    });
    expect(parseRoute('[]')).toBeUndefined();
    expect(parseRoute('RTNETLINK answers: Network is unreachable')).toBeUndefined();
    const neighbours = '[{"dst":"10.0.0.1","state":["FAILED"]},{"dst":"10.0.0.2","state":["STALE"]}]';
    expect(
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => parseNeighbour(neighbours, address)),
    ).toEqual(['failed', 'known', 'unknown']);
    fc.assert(fc.property(fc.string(), (text) => parseInterfaces(text).length === 0));
  });
});

describe('the path', () => {
  const hop = (ttl: number, address: string | undefined, reached = false) => ({
    ttl,
    address,
    rttMs: undefined,
    reached,
  });

  it('ends at the target, or behind the last router that told of itself', () => {
    expect(pathOf('t', [hop(1, 'a'), hop(2, undefined), hop(3, 't', true), hop(4, 't', true)])).toMatchObject(
      {
        reached: true,
        hops: [{ address: 'a' }, { address: undefined }, { address: 't' }],
      },
    );
    expect(pathOf('t', [hop(1, 'a'), hop(2, undefined)])).toMatchObject({
      reached: false,
      hops: [{ address: 'a' }],
    });
    expect(pathOf('t', [hop(1, undefined)])).toMatchObject({ reached: false, hops: [] });
  });
});

describe('the search for the MTU', () => {
  const line =
    (mtu: number, says: boolean) =>
    async (bytes: number): Promise<Passage> => {
      if (bytes <= mtu) return { kind: 'passed' };
      return says ? { kind: 'too_big', mtu } : { kind: 'silent' };
    };

  it('finds every size, told or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 576, max: 1_500 }), fc.boolean(), async (mtu, says) => {
        expect(await searchMtu(576, 1_500, line(mtu, says))).toEqual({
          bytes: mtu,
          told: says && mtu < 1_500,
        });
      }),
    );
  });

  it('believes a router no further than packets go', async () => {
    const lying = async (bytes: number): Promise<Passage> =>
      bytes <= 1_200 ? { kind: 'passed' } : { kind: 'too_big', mtu: 1_400 };
    expect(await searchMtu(576, 1_500, lying)).toEqual({ bytes: 1_200, told: true });
  });

  it('needs one question of a sound line, and says nothing of a silent one', async () => {
    const asked: number[] = [];
    await searchMtu(576, 1_500, async (bytes) => {
      asked.push(bytes);
      return { kind: 'passed' };
    });
    expect(asked).toEqual([576, 1_500]);
    expect(await searchMtu(576, 1_500, async () => ({ kind: 'silent' }))).toBeUndefined();
  });
});
