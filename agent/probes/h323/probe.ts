/**
 * Whether an H.323 device takes calls. By default it is connected to and no more: a SETUP may make a codec ring, or
 * answer by itself and show itself on a screen. With `setup` the call is released at its first answer.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { splitTarget } from '../../../model/target.ts';
import { connect, readUntil } from '../connection.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { CodecAnswer } from '../videoconf.ts';
import { startCodecRounds } from '../videoconf.ts';
import type { H323Answer } from './call.ts';
import { decodeAnswer, encodeReleaseComplete, encodeSetup, tpktPayloads } from './call.ts';

/** What may come before the answer: notices of other kinds. */
const MAX_ANSWER_BYTES = 65_536;
/** For the release to leave before the connection is torn down, milliseconds. */
const RELEASE_GRACE_MS = 1_000;

/** Says good-bye and sees to it that the connection ends, whatever the other side does. */
function hangUp(socket: Socket, callReference: number): void {
  socket.resume();
  socket.end(encodeReleaseComplete(callReference));
  const timer = setTimeout(() => socket.destroy(), RELEASE_GRACE_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

/** Begins a call and releases it. @returns `undefined` when there was no answer in time. */
async function call(socket: Socket, signal: AbortSignal): Promise<H323Answer | undefined> {
  const callReference = randomInt(1, 0x8000);
  socket.write(encodeSetup(callReference, randomBytes(16)));
  try {
    return await readUntil(socket, signal, MAX_ANSWER_BYTES, (received) => {
      for (const message of tpktPayloads(received)) {
        const answer = decodeAnswer(message, callReference);
        if (answer) return answer;
      }
      return undefined;
    });
  } catch {
    return undefined;
  } finally {
    hangUp(socket, callReference);
  }
}

export const h323Probe: Probe<'h323'> = {
  kind: 'h323',
  start(job: JobOf<'h323'>, context: ProbeContext): RunningProbe {
    const target = splitTarget(job.target, job.settings.port);
    return startCodecRounds(job, context, async (signal): Promise<CodecAnswer> => {
      const startedMs = performance.now();
      const socket = await connect(target, undefined, signal);
      let responseMs = performance.now() - startedMs;
      if (!job.settings.setup) {
        socket.destroy();
        return { responseMs, fields: { h323_answer: 'accepted' } };
      }
      const answer = await call(socket, signal);
      if (answer) responseMs = performance.now() - startedMs;
      return { responseMs, fields: { h323_answer: answer ?? 'accepted' } };
    });
  },
};
