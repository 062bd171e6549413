import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { listening, measureOne, SHORT, start } from '../setup/service-probes.ts';

/** Q.931 message types that a called device sends. */
const CALL_PROCEEDING = 0x02;
const RELEASE_COMPLETE = 0x5a;
const FACILITY = 0x62;

/** An H.323 device made by hand: answers a SETUP with these messages, and tells what it was sent, up to the end. */
async function h323Device(...types: number[]) {
  const received: Buffer[] = [];
  let end: (wire: Buffer) => void = () => {};
  const heard = new Promise<Buffer>((resolve) => {
    end = resolve;
  });
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      if (received.push(data) > 1) return;
      for (const type of types) {
        const message = Buffer.of(3, 0, 0, 9, 8, 2, (data[6] ?? 0) | 0x80, data[7] ?? 0, type);
        socket.write(message);
      }
    });
    socket.on('close', () => end(Buffer.concat(received)));
  });
  return { endpoint: await listening(server), heard };
}

/** The message types in a stream of TPKT packets. */
function messageTypes(wire: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at < wire.length; at += wire.readUInt16BE(at + 2)) types.push(wire[at + 8] ?? 0);
  return types;
}

describe('h323', () => {
  it('connects and no more, unless told', async () => {
    const { endpoint, heard } = await h323Device(CALL_PROCEEDING);
    const point = await measureOne('h323', written(endpoint));
    expect(point.measurement).toBe('videoconf');
    expect(point.tags).toMatchObject({ room: 'r', protocol: 'h323' });
    expect(point.fields).toMatchObject({ reachable: true, result_type: 'success', h323_answer: 'accepted' });
    expect(point.fields.response_ms).toBeGreaterThan(0);
    expect(await heard).toEqual(Buffer.alloc(0));
  });

  it.each([
    [[CALL_PROCEEDING], 'call_proceeding'],
    [[FACILITY, 0x01], 'alerting'],
    [[0x07], 'connect'],
    [[RELEASE_COMPLETE], 'release_complete'],
  ])('a call that is answered with %o is released at once', async (types, answer) => {
    const { endpoint, heard } = await h323Device(...types);
    const point = await measureOne('h323', written(endpoint), { setup: true });
    expect(point.fields).toMatchObject({ reachable: true, h323_answer: answer });
    expect(messageTypes(await heard)).toEqual([0x05, RELEASE_COMPLETE]);
  });

  it('a call that nobody answers is released too; the connection was accepted', async () => {
    const { endpoint, heard } = await h323Device();
    const point = await measureOne('h323', written(endpoint), { ...SHORT, setup: true });
    expect(point.fields).toMatchObject({ reachable: true, h323_answer: 'accepted' });
    expect(messageTypes(await heard)).toEqual([0x05, RELEASE_COMPLETE]);
  });

  it('a call that is under way when the agent stops is released too', async () => {
    const parts: Buffer[] = [];
    let onCall = () => {};
    let onEnd = () => {};
    const called = new Promise<void>((resolve) => {
      onCall = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      onEnd = resolve;
    });
    const server = createServer((socket) => {
      socket.on('data', (data) => {
        parts.push(data);
        onCall();
      });
      socket.on('close', () => onEnd());
    });
    const endpoint = await listening(server);
    const { probe } = await start('h323', written(endpoint), { timeout: '20s', setup: true });
    await called;
    probe.stop();
    await ended;
    expect(messageTypes(Buffer.concat(parts))).toEqual([0x05, RELEASE_COMPLETE]);
  });

  it('nobody there', async () => {
    const point = await measureOne('h323', written(loopbackEndpoint()));
    expect(point.fields).toEqual({ reachable: false, result_type: 'connection_failed' });
  });

  it('answers that say nothing, without an end', async () => {
    const notices = Buffer.alloc(9 * 10_000, Buffer.of(3, 0, 0, 9, 8, 2, 0x80, 1, FACILITY));
    const server = createServer((socket) => {
      socket.on('data', () => void socket.write(notices)).on('error', () => {});
    });
    const point = await measureOne('h323', written(await listening(server)), { setup: true });
    expect(point.fields).toMatchObject({ reachable: true, h323_answer: 'accepted' });
  });
});
