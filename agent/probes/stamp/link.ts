/** The way to one reflector: a UDP socket of the session's own, by whose port a stateful reflector tells it from others. */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

export interface LinkEvents {
  /** Packets can be sent from now on. */
  readonly onOpen: () => void;
  readonly onMessage: (message: Buffer) => void;
}

export interface StampLink {
  /** Hands a packet to the system. @returns false where there is no way yet: `onOpen` tells when there is. */
  send(packet: Buffer): boolean;
  close(): void;
}

export type OpenLink = (events: LinkEvents) => StampLink;

class SocketLink implements StampLink {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #events: LinkEvents;
  readonly #onError: (error: Error) => void;
  /** Being connected, or ready. */
  #socket: Socket | undefined;
  #ready = false;

  constructor(
    target: { readonly host: string; readonly port: number },
    events: LinkEvents,
    onError: (error: Error) => void,
  ) {
    this.#target = target;
    this.#events = events;
    this.#onError = onError;
  }

  send(packet: Buffer): boolean {
    if (!this.#socket) this.#open();
    if (!this.#socket || !this.#ready) return false;
    // Nobody is called back: errors of a socket come by its event, and what they took with them counts as lost.
    this.#socket.send(packet);
    return true;
  }

  #open(): void {
    const { host, port } = this.#target;
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    this.#socket = socket;
    const fail = (error: Error) => {
      if (this.#socket !== socket) return;
      this.#onError(error);
      // Replaced with the next packet: the address may resolve, or the route be there, by then.
      this.close();
    };
    socket.on('message', this.#events.onMessage);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // "Connection refused" only says that nobody listens there now: the next packet finds out again.
      if (error.code !== 'ECONNREFUSED') fail(error);
    });
    // What goes wrong before it is connected is told here and not by the event.
    socket.connect(port, host, (error?: Error) => {
      if (error) fail(error);
      else if (this.#socket === socket) {
        this.#ready = true;
        this.#events.onOpen();
      }
    });
  }

  close(): void {
    this.#ready = false;
    this.#socket?.removeAllListeners('message');
    this.#socket?.close();
    this.#socket = undefined;
  }
}

/** @param onError is told of errors of the socket; the packets in question count as lost. */
export function linkTo(host: string, port: number, onError: (error: Error) => void): OpenLink {
  return (events) => new SocketLink({ host, port }, events, onError);
}
