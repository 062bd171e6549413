/** STAMP sender and reflector over real sockets of loopback. */
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerNumbers } from '../../agent/probes/stamp/answer-numbers.ts';
import { linkTo } from '../../agent/probes/stamp/link.ts';
import type { StampResult } from '../../agent/probes/stamp/session.ts';
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

/** A session, the numbers of the answers that it got, and how to send a packet. */
function sessionTo(port: number, key: string | undefined, timeoutMs = 5_000) {
  const numbers: AnswerNumbers[] = [];
  const session = new StampSession({
    open: linkTo('127.0.0.1', port, (error) => expect.fail(error.message)),
    timeoutMs,
    codec: stampCodec(key),
    onAnswer: (answer) => numbers.push(answer),
  });
  open.push(session);
  const send = () => new Promise<StampResult>((resolve) => session.send(resolve));
  return { numbers, send };
}

describe.each([
  ['unauthenticated', undefined],
  ['authenticated', KEY],
])('STAMP, %s', (_mode, key) => {
  it('measures round trips, numbered on both sides, with one number left out', async () => {
    const { port } = await reflectorWith(key);
    const { send, numbers } = sessionTo(port, key);
    const results = [await send(), await send(), await send()];
    expect(numbers).toEqual([
      { senderSequence: 0, reflectorSequence: 0 },
      { senderSequence: 2, reflectorSequence: 1 },
      { senderSequence: 3, reflectorSequence: 2 },
    ]);
    for (const { rttMs } of results) expect(rttMs).toBeGreaterThan(0);
  });

  it('counts each session by itself', async () => {
    const { port } = await reflectorWith(key);
    await sessionTo(port, key).send();
    const other = sessionTo(port, key);
    await other.send();
    expect(other.numbers).toEqual([{ senderSequence: 0, reflectorSequence: 0 }]);
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

it('packets that are asked for before the way is open leave when it is', async () => {
  const { port } = await reflectorWith(undefined);
  const { send } = sessionTo(port, undefined);
  const results = await Promise.all([send(), send(), send()]);
  expect(results.map(({ rttMs }) => rttMs !== undefined)).toEqual([true, true, true]);
});
