/** A UDP socket that answers what reaches it, after what the line does to the packets on their way in. */
import { createSocket, type Socket } from 'node:dgram';
import type { Logger } from 'pino';
import type { Passage } from './faults.ts';

/** Packets on their way at once; beyond that they are lost, as in a router's queue. */
const MAX_UNDER_WAY = 1_000;
/** A timer's resolution: what is due within it is due now. */
const TIMER_MS = 1;

export interface EndpointOptions {
  readonly address: string;
  readonly port: number;
  /** What happens to a packet that arrives now. */
  readonly passage: () => Passage;
  /** @returns what goes back, or `undefined` for silence */
  readonly answer: (packet: Buffer, sender: string) => Buffer | undefined;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
}

interface PacketUnderWay {
  readonly packet: Buffer;
  readonly host: string;
  readonly port: number;
  readonly dueMs: number;
}

/** Owns its socket and the packets that are on their way, which a line delivers in the order they came in. */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #socket: Socket;
  readonly #underWay: PacketUnderWay[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#socket = createSocket('udp4');
  }

  /** Resolves when the socket is bound; rejects with a sentence that names the address. */
  start(): Promise<void> {
    const { address, port, logger } = this.#options;
    return new Promise((resolve, reject) => {
      const refuse = (error: Error) => {
        reject(
          new Error(`the simulator cannot listen on ${address}:${port}: ${error.message}`, { cause: error }),
        );
      };
      this.#socket.once('error', refuse);
      this.#socket.bind(port, address, () => {
        this.#socket.off('error', refuse);
        this.#socket.on('error', (error) => logger.warn({ err: error, address, port }, 'socket error'));
        this.#socket.on('message', (packet, { address: host, port: from }) =>
          this.#receive(packet, host, from),
        );
        resolve();
      });
    });
  }

  /** Drops what is on its way and closes the socket. */
  stop(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#underWay.length = 0;
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #receive(packet: Buffer, host: string, port: number): void {
    const { passage, random } = this.#options;
    const { passes, lossFraction, delayMs, jitterMs } = passage();
    if (!passes || (lossFraction > 0 && random() < lossFraction)) return;
    const nowMs = performance.now();
    const arrivalMs = nowMs + delayMs + (jitterMs > 0 ? jitterMs * random() : 0);
    const dueMs = Math.max(arrivalMs, this.#underWay.at(-1)?.dueMs ?? 0);
    if (dueMs < nowMs + TIMER_MS) {
      this.#reply(packet, host, port);
      return;
    }
    if (this.#underWay.length >= MAX_UNDER_WAY) return;
    this.#underWay.push({ packet, host, port, dueMs });
    if (this.#underWay.length === 1) this.#waitForNext(nowMs);
  }

  #waitForNext(nowMs: number): void {
    const [next] = this.#underWay;
    if (next !== undefined) this.#timer = setTimeout(() => this.#deliver(), next.dueMs - nowMs);
  }

  #deliver(): void {
    const nowMs = performance.now();
    while ((this.#underWay[0]?.dueMs ?? Number.POSITIVE_INFINITY) < nowMs + TIMER_MS) {
      const arrived = this.#underWay.shift();
      if (arrived !== undefined) this.#reply(arrived.packet, arrived.host, arrived.port);
    }
    this.#waitForNext(nowMs);
  }

  #reply(packet: Buffer, host: string, port: number): void {
    const reply = this.#options.answer(packet, `${host}:${port}`);
    if (reply === undefined || this.#isClosed) return;
    this.#socket.send(reply, port, host, (error) => {
      if (error) this.#options.logger.debug({ err: error, host, port }, 'answer not sent');
    });
  }
}
