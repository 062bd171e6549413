/** One direction of a throughput test, as who asks for it. */
import type { Measured, Refusal } from '../../throughput/control.ts';
import {
  answerSchema,
  type FlowRequest,
  greetingSchema,
  measuredSchema,
  parseJson,
  readLine,
  Seal,
} from '../../throughput/control.ts';
import { receive, sendAtRate } from '../../throughput/flow.ts';
import { connect } from '../connection.ts';

/** `refused`: the other end closed without a word, as it does where the key is another. */
export type FlowResult = Measured | { readonly failure: Refusal | 'refused' | 'broken_off' };

/**
 * @param signal ends it, whatever it waits for.
 * @throws when there is no connection.
 */
export async function runFlow(
  target: { readonly host: string; readonly port: number },
  key: string,
  request: FlowRequest,
  signal: AbortSignal,
): Promise<FlowResult> {
  const socket = await connect(target, undefined, signal);
  try {
    socket.setNoDelay();
    const greeting = greetingSchema.safeParse(parseJson((await readLine(socket)) ?? ''));
    if (!greeting.success) return { failure: 'refused' };
    const { challenge } = greeting.data;
    socket.write(new Seal(key, `asks ${challenge}`).write(request));
    const theirs = new Seal(key, `answers ${challenge}`);
    const answer = theirs.read((await readLine(socket)) ?? '', answerSchema);
    if (!answer) return { failure: 'refused' };
    if ('refused' in answer) return { failure: answer.refused };
    if (request.direction === 'back') return await receive(socket, answer.durationMs);
    const stop = sendAtRate(socket, answer.maxKbps);
    const measured = theirs.read((await readLine(socket)) ?? '', measuredSchema);
    stop();
    return measured ?? { failure: 'broken_off' };
  } finally {
    // With a reset, not a farewell: what waits to be sent would fill the line for longer than was allowed.
    socket.resetAndDestroy();
  }
}
