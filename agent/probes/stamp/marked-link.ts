/**
 * Ways to reflectors whose packets carry a code point. Node cannot set one, so they share a socket that has it from
 * whoever started the agent, and are told apart by whom they lead to.
 */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns';
import type { LinkEvents, OpenLink, StampLink } from './link.ts';

interface MarkedSocket {
  readonly socket: Socket;
  ready: boolean;
  /** By `address port`. */
  readonly links: Map<string, LinkEvents>;
}

/** By descriptor. They stay open as long as the agent runs: each is handed over once. */
const sockets = new Map<number, MarkedSocket>();

function ignoreResult(): void {}

function markedSocket(descriptor: number): MarkedSocket {
  const known = sockets.get(descriptor);
  if (known) return known;
  const socket = createSocket({
    type: 'udp4',
    // Packets go to addresses: nothing is to be looked up, and nothing put off until it was.
    lookup: (address, _options, done) => done(null, address, 4),
  });
  const marked: MarkedSocket = { socket, ready: false, links: new Map() };
  sockets.set(descriptor, marked);
  socket.on('message', (message, { address, port }) =>
    marked.links.get(`${address} ${port}`)?.onMessage(message),
  );
  // What goes wrong with one packet of many sessions is that it is lost, which its session notices.
  socket.on('error', ignoreResult);
  socket.bind({ fd: descriptor }, () => {
    // The sessions' timers keep the program alive, and not the socket when there are none.
    socket.unref();
    marked.ready = true;
    for (const { onOpen } of marked.links.values()) onOpen();
  });
  return marked;
}

class MarkedLink implements StampLink {
  readonly #marked: MarkedSocket;
  readonly #port: number;
  readonly #events: LinkEvents;
  readonly #onError: (error: Error) => void;
  readonly #host: string;
  #address: string | undefined;
  #resolving = false;
  #closed = false;

  constructor(
    target: { readonly host: string; readonly port: number; readonly descriptor: number },
    events: LinkEvents,
    onError: (error: Error) => void,
  ) {
    this.#marked = markedSocket(target.descriptor);
    this.#host = target.host;
    this.#port = target.port;
    this.#events = events;
    this.#onError = onError;
  }

  send(packet: Buffer): boolean {
    if (this.#address === undefined) this.#resolve();
    if (this.#address === undefined || !this.#marked.ready) return false;
    this.#marked.socket.send(packet, 0, packet.length, this.#port, this.#address, ignoreResult);
    return true;
  }

  #resolve(): void {
    if (this.#resolving) return;
    this.#resolving = true;
    lookup(this.#host, { family: 4 }, (error, address) => {
      this.#resolving = false;
      if (this.#closed) return;
      const peer = `${address} ${this.#port}`;
      if (error) this.#onError(error);
      else if (this.#marked.links.has(peer))
        this.#onError(new Error(`${peer}: two sessions with one code point to one reflector`));
      else {
        this.#address = address;
        this.#marked.links.set(peer, this.#events);
        if (this.#marked.ready) this.#events.onOpen();
      }
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#address !== undefined) this.#marked.links.delete(`${this.#address} ${this.#port}`);
  }
}

/** Name under which a socket with the code point is handed over. */
export function markedSocketName(dscp: number): string {
  return `dscp-${dscp}`;
}

/**
 * @param descriptor of a bound UDP socket, IPv4, that has the code point.
 * @param onError is told of errors; the packets in question count as lost.
 */
export function markedLinkTo(
  target: { readonly host: string; readonly port: number; readonly descriptor: number },
  onError: (error: Error) => void,
): OpenLink {
  return (events) => new MarkedLink(target, events, onError);
}
