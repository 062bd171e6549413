/** STAMP sender and reflector over real sockets of loopback. */
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { StampSession } from '../../agent/probes/stamp/session.ts';
import type { RunningReflector } from '../../agent/reflector/reflector.ts';
import { startReflector } from '../../agent/reflector/reflector.ts';
import { stampCodec } from '../../agent/stamp-codec.ts';

const KEY = 'a key of enough letters';
const logger = pino({ level: 'silent' });
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function reflectorWith(key: string | undefined): Promise<RunningReflector> {
  const reflector = await startReflector({ host: '127.0.0.1', port: 0, codec: stampCodec(key), logger });
  open.push(reflector);
  return reflector;
}

function sessionTo(port: number, key: string | undefined, timeoutMs = 5_000): StampSession {
  const onError = (error: Error) => expect.fail(error.message);
  const session = new StampSession({ host: '127.0.0.1', port, timeoutMs, codec: stampCodec(key), onError });
  open.push(session);
  return session;
}

describe.each([
  ['unauthenticated', undefined],
  ['authenticated', KEY],
])('STAMP, %s', (_mode, key) => {
  it('measures round trips, numbered on both sides', async () => {
    const { port } = await reflectorWith(key);
    const session = sessionTo(port, key);
    const results = [await session.send(), await session.send(), await session.send()];
    expect(results.map(({ numbers }) => numbers)).toEqual([
      { senderSequence: 0, reflectorSequence: 0 },
      { senderSequence: 1, reflectorSequence: 1 },
      { senderSequence: 2, reflectorSequence: 2 },
    ]);
    for (const { rttMs } of results) expect(rttMs).toBeGreaterThan(0);
  });

  it('counts each session by itself', async () => {
    const { port } = await reflectorWith(key);
    await sessionTo(port, key).send();
    const { numbers } = await sessionTo(port, key).send();
    expect(numbers?.reflectorSequence).toBe(0);
  });
});

it('a reflector with a key does not answer who has none, or another', async () => {
  const { port } = await reflectorWith(KEY);
  const results = await Promise.all([
    sessionTo(port, undefined, 200).send(),
    sessionTo(port, 'another key of enough letters', 200).send(),
    sessionTo(port, KEY).send(),
  ]);
  expect(results.map(({ rttMs }) => rttMs !== undefined)).toEqual([false, false, true]);
});
