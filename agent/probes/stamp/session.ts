/** One STAMP session-sender: a socket of its own, so that a stateful reflector can tell sessions apart. */

import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { StampCodec } from '../../../model/stamp-packet.ts';
import type { PacketResult } from '../packet-round.ts';
import type { AnswerNumbers } from './direction.ts';

/** Transit times carry the clocks' offset; only their differences within one direction mean something. */
export interface StampResult extends PacketResult {
  /** `undefined` where the packet was lost. */
  readonly numbers: AnswerNumbers | undefined;
  readonly forwardTransitMs: number | undefined;
  readonly backTransitMs: number | undefined;
}

interface Pending {
  readonly sentMs: number;
  readonly sentAtMs: number;
  readonly timer: NodeJS.Timeout;
  readonly settle: (result: StampResult) => void;
}

function lost(sentMs: number): StampResult {
  return {
    sentMs,
    rttMs: undefined,
    numbers: undefined,
    forwardTransitMs: undefined,
    backTransitMs: undefined,
  };
}

/** Wall clock with the resolution of the monotonic one, epoch milliseconds. */
function preciseNowMs(): number {
  return performance.timeOrigin + performance.now();
}

export interface StampSessionOptions {
  readonly host: string;
  readonly port: number;
  /** An answer later than this is lost. */
  readonly timeoutMs: number;
  /** How packets of the session's mode are written and read. */
  readonly codec: StampCodec;
  /** Told of errors of the socket; the packets in question count as lost. */
  readonly onError: (error: Error) => void;
}

export class StampSession {
  readonly #host: string;
  readonly #port: number;
  readonly #timeoutMs: number;
  readonly #codec: StampCodec;
  readonly #pending = new Map<number, Pending>();
  readonly #onError: (error: Error) => void;
  #socket: Socket | undefined;
  #sequence = 0;
  #closed = false;

  constructor(options: StampSessionOptions) {
    this.#host = options.host;
    this.#port = options.port;
    this.#timeoutMs = options.timeoutMs;
    this.#codec = options.codec;
    this.#onError = options.onError;
  }

  /** Sends one test packet; settles when it is answered or, as lost, after the time limit. */
  send(): Promise<StampResult> {
    const sequence = this.#sequence++ >>> 0;
    const sentMs = Date.now();
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        this.#pending.delete(sequence);
        settle(lost(sentMs));
      }, this.#timeoutMs);
      this.#whenConnected((socket) => {
        const packet = this.#codec.encodeRequest({ sequence, sentMs: preciseNowMs() });
        this.#pending.set(sequence, { sentMs, sentAtMs: performance.now(), timer, settle });
        // Errors come by the socket's event or not at all; the packet is lost either way.
        socket.send(packet, () => {});
      });
    });
  }

  #whenConnected(work: (socket: Socket) => void): void {
    if (this.#closed) return;
    if (this.#socket) {
      work(this.#socket);
      return;
    }
    const socket = createSocket(isIPv6(this.#host) ? 'udp6' : 'udp4');
    const drop = (error: Error) => {
      this.#onError(error);
      // A socket that failed is replaced with the next packet: the address may resolve, or the route be there, by then.
      if (this.#socket === socket) this.#socket = undefined;
      socket.removeAllListeners('message');
      socket.close();
    };
    socket.once('error', drop);
    socket.on('message', (message) => this.#receive(message));
    socket.connect(this.#port, this.#host, (error?: Error) => {
      if (error) return;
      if (this.#closed) {
        socket.close();
        return;
      }
      socket.off('error', drop);
      // "Connection refused" only says that nobody listens there now: the next packet finds out again.
      socket.on('error', (problem: NodeJS.ErrnoException) => {
        if (problem.code !== 'ECONNREFUSED') this.#onError(problem);
      });
      this.#socket = socket;
      work(socket);
    });
  }

  #receive(message: Buffer): void {
    const receivedAtMs = performance.now();
    const reply = this.#codec.decodeReply(message);
    const pending = reply && this.#pending.get(reply.senderSequence);
    if (!pending) return; // late, duplicated, or not ours
    this.#pending.delete(reply.senderSequence);
    clearTimeout(pending.timer);
    pending.settle({
      sentMs: pending.sentMs,
      // Two-way delay without the time that the reflector took (RFC 8762 section 4, as RFC 5357 section 4.2.1).
      rttMs: Math.max(0, receivedAtMs - pending.sentAtMs - Math.max(0, reply.sentMs - reply.receivedMs)),
      numbers: { senderSequence: reply.senderSequence, reflectorSequence: reply.sequence },
      forwardTransitMs: reply.receivedMs - reply.senderSentMs,
      backTransitMs: preciseNowMs() - reply.sentMs,
    });
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
    this.#socket?.close();
    this.#socket = undefined;
  }
}
