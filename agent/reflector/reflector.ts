/** Answers the test packets of others: the STAMP session-reflector (RFC 8762 section 4.3), stateful. */

import type { RemoteInfo, Socket, SocketOptions } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import type { StampCodec } from '../../model/stamp-packet.ts';
import { DepartureEstimate } from './departure.ts';
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

/** Answers go to addresses: nothing is to be looked up, and nothing put off until it was. */
const asAddress: SocketOptions['lookup'] = (address, _options, done) =>
  done(null, address, isIPv6(address) ? 6 : 4);

/** Errors come by the socket's event or not at all. */
function ignoreResult(): void {}

/** Wall clock with the resolution of the monotonic one, epoch milliseconds. */
function preciseNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** @returns what answers a packet. */
function answering(socket: Socket, codec: StampCodec): (packet: Buffer, sender: RemoteInfo) => void {
  const sessions = new ReflectorSessions();
  const departure = new DepartureEstimate();
  let lookedMs = 0;
  const sentMs = () => {
    lookedMs = preciseNowMs();
    return lookedMs + departure.ms;
  };
  return (packet, { address, port }) => {
    const receivedMs = preciseNowMs();
    // What is not a test packet, or not of our key, is not answered: nobody learns that something listens.
    if (!codec.decodeRequest(packet)) return;
    const sequence = sessions.next(`${address} ${port}`, performance.now());
    // The socket does not tell the TTL with which the packet came: 0, as the format has it for "not known".
    const reply = codec.encodeReply(packet, { sequence, receivedMs, sentMs, senderTtl: 0 });
    socket.send(reply, 0, reply.length, port, address, ignoreResult);
    departure.add(preciseNowMs() - lookedMs);
  };
}

/** @throws when the port cannot be had. */
export async function startReflector(options: ReflectorOptions): Promise<RunningReflector> {
  const { host, port, codec, logger } = options;
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', lookup: asAddress });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  socket.on('error', (error) => logger.warn({ err: error }, 'reflector: socket error'));
  socket.on('message', answering(socket, codec));
  logger.info({ host, port: socket.address().port }, 'reflector answers');
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
