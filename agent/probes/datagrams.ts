/** UDP of the service probes: a socket of its own for each measurement, so that answers to others never come. */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { onAbort } from './rounds.ts';

export interface Datagrams {
  /** Where the socket is bound: what a protocol writes into its messages. */
  readonly local: { readonly address: string; readonly port: number };
  send(message: Uint8Array): void;
  /**
   * Resolves with what `take` makes of the first datagram of which it makes something.
   * @throws when the peer's machine refuses, or the signal ends.
   */
  receive<T>(take: (message: Buffer) => T | undefined): Promise<T>;
}

/** The system's resolver takes its own time, which may be longer than the signal's. */
function resolved(host: string, signal: AbortSignal): ReturnType<typeof lookup> {
  return new Promise((resolve, reject) => {
    onAbort(signal, () => reject(new Error('given up')));
    lookup(host).then(resolve, reject);
  });
}

function connected(socket: Socket, port: number, address: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const callOff = onAbort(signal, () => reject(new Error('given up')));
    socket.connect(port, address, () => {
      socket.off('error', reject);
      callOff();
      resolve();
    });
  });
}

/** Opens a socket to one peer, works with it and closes it. */
export async function withDatagrams<T>(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
  work: (datagrams: Datagrams) => Promise<T>,
): Promise<T> {
  const { address, family } = await resolved(host, signal);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  // Without a listener an error would end the program; who waits for an answer has one of its own.
  socket.on('error', () => {});
  try {
    await connected(socket, port, address, signal);
    const { address: localAddress, port: localPort } = socket.address();
    return await work({
      local: { address: localAddress, port: localPort },
      // Errors come by the socket's event or not at all.
      send: (message) => socket.send(message, () => {}),
      receive: (take) =>
        new Promise((resolve, reject) => {
          socket.once('error', reject);
          onAbort(signal, () => reject(new Error('given up')));
          socket.on('message', (message) => {
            const taken = take(message);
            if (taken !== undefined) resolve(taken);
          });
        }),
    });
  } finally {
    socket.close();
  }
}
