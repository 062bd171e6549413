/** Answers the test packets of others: the STAMP session-reflector (RFC 8762 section 4.3), stateful. */

import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import type { StampCodec } from '../../model/stamp-packet.ts';
import { ReflectorSessions } from './sessions.ts';

export interface ReflectorOptions {
  /** Address to listen on; `0.0.0.0` for all. */
  readonly host: string;
  readonly port: number;
  readonly codec: StampCodec;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

export interface RunningReflector {
  /** As the system gave it. */
  readonly port: number;
  close(): Promise<void>;
}

function preciseNowMs(): number {
  return performance.timeOrigin + performance.now();
}

function answer(
  socket: Socket,
  codec: StampCodec,
  sessions: ReflectorSessions,
  packet: Buffer,
  sender: RemoteInfo,
): void {
  const receivedMs = preciseNowMs();
  // What is not a test packet, or not of our key, is not answered: nobody learns that something listens.
  if (!codec.decodeRequest(packet)) return;
  const sequence = sessions.next(`${sender.address} ${sender.port}`, performance.now());
  // The socket does not tell the TTL with which the packet came: 0, as the format has it for "not known".
  const reply = codec.encodeReply(packet, { sequence, receivedMs, sentMs: preciseNowMs(), senderTtl: 0 });
  socket.send(reply, sender.port, sender.address, () => {});
}

/** @throws when the port cannot be had. */
export async function startReflector(options: ReflectorOptions): Promise<RunningReflector> {
  const { host, port, codec, logger } = options;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  const sessions = new ReflectorSessions();
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  socket.on('error', (error) => logger.warn({ err: error }, 'reflector: socket error'));
  socket.on('message', (packet, sender) => answer(socket, codec, sessions, packet, sender));
  logger.info({ host, port: socket.address().port }, 'reflector answers');
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
