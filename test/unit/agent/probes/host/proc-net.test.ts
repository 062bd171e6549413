import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  neighbourKnown,
  parseDefaultRoutes,
  parseDefaultRoutes6,
  parseProcNetDev,
} from '../../../../../agent/probes/host/proc-net.ts';

const DEV_HEADING = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
/** As Linux 2.6.32 writes it: no space behind the colon where the number is long. */
const DEV_2_6 = `${DEV_HEADING}    lo:    3700      74    0    0    0     0          0         0     3700      74    0    0    0     0       0          0
  eth0:4294960000 7 3 2 0 0 0 0 900 8 4 1 0 0 0 0
eth0:1: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0
`;
/** As Linux 6.18 writes it. */
const DEV_6 = `${DEV_HEADING}    lo: 926461400 2873544    0    0    0     0          0         0 926461400 2873544    0    0    0     0       0          0
  eth0: 18446744073709551615   84747    0    9    0     0          0         0  7215385   54867    0    0    0     0       0          0
`;
const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT                                                       
wlan0	00000000	0102A8C0	0003	0	0	600	00000000	0	0	0                                                                             
eth0	00000000	010200C0	0003	0	0	100	00000000	0	0	0                                                                               
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0                                                                               
`;
const ROUTES_6 = `fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003     eth0
00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000004 00000000 80200001       lo
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`;
const ARP = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        eth0
`;

describe('/proc/net/dev', () => {
  it.each([
    ['2.6.32', DEV_2_6, 'eth0', 4_294_960_000n, 7n, 3n, 2n, 900n, 8n, 4n, 1n],
    ['6.18', DEV_6, 'eth0', 2n ** 64n - 1n, 84_747n, 0n, 9n, 7_215_385n, 54_867n, 0n, 0n],
  ])(
    'of Linux %s',
    (_, text, name, ...[receivedBytes, receivedPackets, receiveErrors, receiveDrops, ...sent]) => {
      const [sentBytes, sentPackets, sendErrors, sendDrops] = sent;
      expect(parseProcNetDev(text)[1]).toEqual({
        ...{ name, receivedBytes, receivedPackets, receiveErrors, receiveDrops },
        ...{ sentBytes, sentPackets, sendErrors, sendDrops },
      });
    },
  );

  it('knows an alias from its interface', () => {
    expect(parseProcNetDev(DEV_2_6).map(({ name }) => name)).toEqual(['lo', 'eth0', 'eth0:1']);
  });

  it.each(['', DEV_HEADING, 'eth0: 1 2 3\n', `eth0: ${'x '.repeat(16)}\n`])('reads nothing from %j', (text) =>
    expect(parseProcNetDev(text)).toEqual([]),
  );
});

describe('the default route', () => {
  it('is the one of the least metric', () => {
    expect(parseDefaultRoutes(ROUTES).map(({ interface: name, gateway }) => [name, gateway])).toEqual([
      ['eth0', '192.0.2.1'],
      ['wlan0', '192.168.2.1'],
    ]);
  });

  it('may lead onto a line without a gateway', () => {
    expect(parseDefaultRoutes('ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n')).toEqual([
      { family: 'ipv4', interface: 'ppp0', gateway: undefined, metric: 0 },
    ]);
  });

  it.each([
    ['half of the addresses', 'tun0\t00000000\t0100000A\t0003\t0\t0\t0\t00000080\t0\t0\t0'],
    ['a route that is not up', 'eth0\t00000000\t0100000A\t0002\t0\t0\t0\t00000000\t0\t0\t0'],
    ['a route that rejects', '*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0'],
  ])('is not %s', (_, line) => expect(parseDefaultRoutes(line)).toEqual([]));

  it('of IPv6 is not the one that rejects', () => {
    expect(parseDefaultRoutes6(ROUTES_6)).toEqual([
      { family: 'ipv6', interface: 'eth0', gateway: 'fd00:0:0:0:0:0:0:1', metric: 1_024 },
    ]);
  });
});

describe('the neighbour', () => {
  it.each([
    ['192.0.2.1', 'eth0', true],
    ['192.0.2.9', 'eth0', false],
    ['192.0.2.1', 'eth1', undefined],
    ['192.0.2.7', 'eth0', undefined],
  ])('%s on %s: %s', (address, name, known) => expect(neighbourKnown(ARP, address, name)).toBe(known));
});

it('the parsers survive any text', () => {
  const line = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('eth0:', '00000000', '0003', '0', '0'.repeat(32), '00')),
    {
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const text = lines.map((words) => words.join(' ')).join('\n');
      parseProcNetDev(text);
      parseDefaultRoutes(text);
      parseDefaultRoutes6(text);
      neighbourKnown(text, '1.2.3.4', 'eth0');
    }),
  );
});
