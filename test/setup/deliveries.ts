/** Messages for channels, and what became of them. */

import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Channel, Delivery } from '../../collector/notify/channels/channel.ts';
import { DeliveryError } from '../../collector/notify/channels/channel.ts';
import type { Stage } from '../../model/medium.ts';

export const DELIVERY: Delivery = {
  recipient: '+84912345678',
  subject: '[Sự cố #7] Mù Cang Chải mất kết nối',
  text: 'MCC mat ket noi tu 21:14 23/11, mat dien, su co 7',
  thread: 'canhmang-incident-7',
  idempotencyKey: 'canhmang-7-opened-1',
};

export interface Outcome {
  readonly taken: boolean;
  /** `undefined` where the channel does not know whether trying again is of use. */
  readonly permanent?: boolean | undefined;
  readonly reason?: string;
  readonly steps: readonly string[];
}

/** @param limitMs the time that the attempt is given. */
export async function attempt(
  channel: Channel,
  changes: Partial<Delivery> = {},
  limitMs = 10_000,
): Promise<Outcome> {
  const steps: string[] = [];
  const step = (stage: Stage, detail: string) => void steps.push(`${stage} ${detail}`);
  const given = { signal: AbortSignal.timeout(limitMs), step };
  try {
    await channel.send({ ...DELIVERY, ...changes }, given);
    return { taken: true, steps };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const permanent = error instanceof DeliveryError ? error.permanent : undefined;
    return { taken: false, permanent, reason, steps };
  }
}

/** Closes the channel when the test has finished. */
export function ofTest<C extends Channel>(channel: C): C {
  onTestFinished(() => channel.close());
  return channel;
}

/** Has the server listen on a free port of 127.0.0.1; it and its connections end with the test. @returns the port. */
export async function listenOfTest(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  );
  return (server.address() as AddressInfo).port;
}

/** A peer that does what the test says with each connection. */
export function hostilePeer(talk: (socket: Socket) => void): Promise<number> {
  return listenOfTest(createServer(talk));
}
