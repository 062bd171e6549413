/** Our STAMP packets as Wireshark's dissector of TWAMP-Test reads them: same fields, other people's code. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkTo } from '../../agent/probes/stamp/link.ts';
import type { StampResult } from '../../agent/probes/stamp/session.ts';
import { StampSession } from '../../agent/probes/stamp/session.ts';
import type { RunningReflector } from '../../agent/reflector/reflector.ts';
import { startReflector } from '../../agent/reflector/reflector.ts';
import { stampCodec } from '../../agent/stamp-codec.ts';
import { describeWith, needs } from '../setup/needs.ts';

const FIELDS = [
  ['dstPort', 'udp.dstport'],
  ['length', 'udp.length'],
  ['sequence', 'twamp.test.seq_number'],
  ['sent', 'twamp.test.timestamp'],
  ['error', 'twamp.test.error_estimate'],
  ['received', 'twamp.test.receive_timestamp'],
  ['senderSequence', 'twamp.test.sender_seq_number'],
  ['senderSent', 'twamp.test.sender_timestamp'],
  ['padding', 'twamp.test.padding'],
] as const;
type Seen = Readonly<Record<(typeof FIELDS)[number][0], string>>;

const UDP_HEADER_BYTES = 8;
const JUNK = 'junk';
/** The wall clock and the one that packets are timed by may drift apart; an hour or 70 years would show. */
const CLOCK_MS = 1_000;

/** `Nov 23, 2026 10:00:00.123456789 UTC` or ISO, by the version of tshark, as epoch milliseconds. */
function epochMs(time: string): number {
  const wholeMs = Date.parse(time.replace(/\.\d+/, ''));
  return wholeMs + Number(/\.\d+/.exec(time)?.[0] ?? 0) * 1_000;
}

describeWith([needs('tshark'), captureImpossible()], 'STAMP packets, captured', () => {
  let reflector: RunningReflector;

  beforeEach(async () => {
    const logger = pino({ level: 'silent' });
    reflector = await startReflector({ host: '127.0.0.1', port: 0, codec: stampCodec(undefined), logger });
  });

  afterEach(() => reflector.close());

  /** Captures the work's packets to and from the reflector. */
  async function capture(packets: number, work: () => Promise<unknown>): Promise<Seen[]> {
    const { port } = reflector;
    const decodeAs = ['-d', `udp.port==${port},twamp.test`];
    const fields = FIELDS.flatMap(([, field]) => ['-e', field]);
    const args = ['-l', '-n', '-i', 'lo', '-f', `udp port ${port}`, ...decodeAs, '-T', 'fields'];
    const child = spawn('tshark', [...args, '-E', 'separator=|', ...fields], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TZ: 'UTC' },
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    // It says that it captures before it does: so it is sent junk until it has seen some.
    const junk = createSocket('udp4');
    const timer = setInterval(() => junk.send(JUNK, port, '127.0.0.1'), 50);
    await lines.next();
    clearInterval(timer);
    junk.close();
    const ended = once(child, 'exit');
    await work();
    const seen: Seen[] = [];
    while (seen.length < packets) {
      const { value, done } = await lines.next();
      if (done) break;
      const values = value.split('|');
      const packet = Object.fromEntries(FIELDS.map(([name], index) => [name, values[index] ?? ''])) as Seen;
      if (Number(packet.length) > UDP_HEADER_BYTES + JUNK.length) seen.push(packet);
    }
    child.kill();
    await ended;
    return seen;
  }

  function sessionWith(paddingBytes: number): { send: () => Promise<StampResult>; close: () => void } {
    const session = new StampSession({
      open: linkTo('127.0.0.1', reflector.port, (error) => expect.fail(error.message)),
      ...{ timeoutMs: 5_000, codec: stampCodec(undefined), paddingBytes },
    });
    return { send: () => new Promise((resolve) => session.send(resolve)), close: () => session.close() };
  }

  it('have the fields at the places where others look for them, and both directions one length', async () => {
    const beforeMs = Date.now();
    const session = sessionWith(100);
    const seen = await capture(4, async () => {
      await session.send();
      await session.send();
      session.close();
    });
    const requests = seen.filter(({ dstPort }) => dstPort === String(reflector.port));
    const replies = seen.filter(({ dstPort }) => dstPort !== String(reflector.port));
    expect(requests.map(({ sequence }) => sequence)).toEqual(['0', '2']);
    expect(replies.map((reply) => [reply.sequence, reply.senderSequence])).toEqual([
      ['0', '0'],
      ['1', '2'],
    ]);
    for (const { length, error } of seen) {
      expect(Number(length)).toBe(UDP_HEADER_BYTES + 44 + 4 + 100);
      expect(Number(error)).toBe(1);
    }
    for (const [index, reply] of replies.entries()) {
      const times = [reply.senderSent, reply.received, reply.sent].map(epochMs);
      expect(times[0]).toBe(epochMs(requests[index]?.sent ?? ''));
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(times[0]).toBeGreaterThan(beforeMs - CLOCK_MS);
      expect(times[2]).toBeLessThan(Date.now() + CLOCK_MS);
      // Flags and type of the padding in front of its octets, which came back unchanged (RFC 8972 section 4.1).
      expect(reply.padding.slice(-200)).toBe(requests[index]?.padding.slice(-200));
    }
  });
});

/** Captures are root's, or those of who was given the right. */
function captureImpossible(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'captures packets, which needs root';
}
