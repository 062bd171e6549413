/** A line to a mail server on which a conversation can be stopped at a certain point, as by a slow or hanging server. */
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Endpoint } from './loopback.ts';

/**
 * Where a conversation stops: `greeting`: before anything is said; `text`: the server has none of the message's text;
 * `answer`: it has taken the message, and nobody hears that.
 */
export const HOLDS = ['greeting', 'text', 'answer'] as const;
export type Hold = (typeof HOLDS)[number];

/** A client's "the text follows". */
const DATA = /^DATA\r\n/im;
/** A server's 250 after the text's end. */
const END_OF_TEXT = '\r\n.\r\n';

export class HeldLine {
  readonly #target: Endpoint;
  readonly #server: Server = createServer((socket) => this.#take(socket));
  readonly #sockets = new Set<Socket>();
  #hold: Hold | undefined;
  #held: () => void = () => {};

  constructor(target: Endpoint) {
    this.#target = target;
  }

  /** @returns the port of 127.0.0.1 that it listens on. */
  async open(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    return address.port;
  }

  /** From the next connection on. @returns resolves when one has come to that point. */
  hold(hold: Hold): Promise<void> {
    this.#hold = hold;
    return new Promise((resolve) => {
      this.#held = resolve;
    });
  }

  /** The next connections pass. */
  release(): void {
    this.#hold = undefined;
  }

  #take(client: Socket): void {
    const hold = this.#hold;
    this.#keep(client);
    if (hold === 'greeting') {
      this.#held();
      return;
    }
    const server = connect(this.#target);
    this.#keep(server);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    let said = '';
    client.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1');
      // What follows DATA waits for an answer that does not come.
      server.write(bytes);
    });
    server.on('data', (bytes: Buffer) => {
      const isHere =
        (hold === 'text' && DATA.test(said)) || (hold === 'answer' && said.includes(END_OF_TEXT));
      if (isHere) this.#held();
      else client.write(bytes);
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }
}
