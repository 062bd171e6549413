import { describe, expect, it } from 'vitest';
import { cpuPercentBetween, parseProcNetDev } from '../../../../../agent/probes/host/parse.ts';

const HEADING = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

describe('parseProcNetDev', () => {
  it('reads the counters of every interface', () => {
    const text = `${HEADING}    lo: 100 2 0 0 0 0 0 0 100 2 0 0 0 0 0 0\n  eth0:18446744073709551615 7 3 0 0 0 0 0 900 8 4 0 0 0 0 0\n`;
    expect(parseProcNetDev(text)).toEqual([
      {
        name: 'lo',
        receivedBytes: 100n,
        receivedPackets: 2n,
        receiveErrors: 0n,
        sentBytes: 100n,
        sentPackets: 2n,
        sendErrors: 0n,
      },
      {
        name: 'eth0',
        receivedBytes: 2n ** 64n - 1n,
        receivedPackets: 7n,
        receiveErrors: 3n,
        sentBytes: 900n,
        sentPackets: 8n,
        sendErrors: 4n,
      },
    ]);
  });

  it.each(['', HEADING, 'eth0: 1 2 3\n', `eth0: ${'x '.repeat(16)}\n`])('reads nothing from %j', (text) =>
    expect(parseProcNetDev(text)).toEqual([]),
  );
});

describe('cpuPercentBetween', () => {
  const times = (busy: number, idle: number) => ({ user: busy, nice: 0, sys: 0, irq: 0, idle });

  it('is the share that was not idle', () =>
    expect(cpuPercentBetween(times(100, 100), times(125, 175))).toBe(25));
  it('is nothing where no time has passed', () =>
    expect(cpuPercentBetween(times(1, 1), times(1, 1))).toBe(0));
});
