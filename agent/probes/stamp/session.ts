/** One STAMP session-sender: numbers its packets, pairs the answers with them, and tells what became of each. */

import type { StampCodec } from '../../../model/stamp-packet.ts';
import type { PacketResult } from '../packet-round.ts';
import { type AnswerNumbers, LEFT_OUT, type Repeat } from './answer-numbers.ts';
import type { OpenLink, StampLink } from './link.ts';

/** Transit times carry the clocks' offset; only their differences within one direction mean something. */
export interface StampResult extends PacketResult {
  /** `undefined` where the packet was lost. */
  readonly forwardTransitMs: number | undefined;
  readonly backTransitMs: number | undefined;
}

/** A packet until its time limit is over, also when it was answered, so that a second answer is known as such. */
interface Outstanding {
  readonly sentMs: number;
  readonly deadlineMs: number;
  /** When it had left, monotonic; `undefined` as long as there is no way to send it. */
  leftAtMs: number | undefined;
  /** `undefined` once it is settled. */
  settle: ((result: StampResult) => void) | undefined;
  /** The reflector's number in the first answer. */
  reflectorSequence: number | undefined;
}

export interface StampSessionOptions {
  /** How the session reaches its reflector. */
  readonly open: OpenLink;
  /** An answer later than this is lost. */
  readonly timeoutMs: number;
  /** How packets of the session's mode are written and read. */
  readonly codec: StampCodec;
  /** Octets of extra padding (RFC 8972 section 4.1); 0 when left out. */
  readonly paddingBytes?: number;
  /** Told of every answer in time, in the order of arrival, and how it came twice if it did. */
  readonly onAnswer?: (numbers: AnswerNumbers, repeat: Repeat | undefined) => void;
}

/** Wall clock with the resolution of the monotonic one, epoch milliseconds. */
function epochMs(monotonicMs: number): number {
  return performance.timeOrigin + monotonicMs;
}

export class StampSession {
  readonly #options: StampSessionOptions;
  readonly #link: StampLink;
  /** By number, in the order of sending, and so of their deadlines. */
  readonly #outstanding = new Map<number, Outstanding>();
  #sequence = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StampSessionOptions) {
    this.#options = options;
    this.#link = options.open({
      onOpen: () => this.#sendWaiting(),
      onMessage: (message) => this.#receive(message),
    });
  }

  /** Sends one test packet. @param settle is called when it is answered or, as lost, after the time limit. */
  send(settle: (result: StampResult) => void): void {
    const { timeoutMs } = this.#options;
    const sequence = this.#sequence;
    this.#sequence = (sequence + (sequence + 1 === LEFT_OUT ? 2 : 1)) >>> 0;
    const packet: Outstanding = {
      sentMs: Date.now(),
      deadlineMs: performance.now() + timeoutMs,
      leftAtMs: undefined,
      settle,
      reflectorSequence: undefined,
    };
    this.#outstanding.set(sequence, packet);
    if (!this.#timer) this.#watch(timeoutMs);
    this.#transmit(sequence, packet);
  }

  #transmit(sequence: number, packet: Outstanding): void {
    const { codec, paddingBytes = 0 } = this.#options;
    const request = codec.encodeRequest({ sequence, sentMs: epochMs(performance.now()), paddingBytes });
    // Taken when the system has the packet: what handing it over costs this program is no part of the way.
    if (this.#link.send(request)) packet.leftAtMs = performance.now();
  }

  #sendWaiting(): void {
    for (const [sequence, packet] of this.#outstanding) {
      if (packet.settle && packet.leftAtMs === undefined) this.#transmit(sequence, packet);
    }
  }

  /** One timer for all packets: at a deadline it settles what is due and looks for the next. */
  #watch(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const nowMs = performance.now();
      for (const [sequence, packet] of this.#outstanding) {
        const leftMs = packet.deadlineMs - nowMs;
        if (leftMs > 0 && packet.settle) {
          this.#watch(leftMs);
          return;
        }
        if (leftMs > 0) continue;
        this.#outstanding.delete(sequence);
        const { sentMs, settle } = packet;
        settle?.({ sentMs, rttMs: undefined, forwardTransitMs: undefined, backTransitMs: undefined });
      }
    }, delayMs);
  }

  #receive(message: Buffer): void {
    const receivedAtMs = performance.now();
    const reply = this.#options.codec.decodeReply(message);
    if (!reply) return;
    const { senderSequence, sequence: reflectorSequence } = reply;
    const packet = this.#outstanding.get(senderSequence);
    if (packet?.leftAtMs === undefined) return; // late, or not ours
    const first = packet.reflectorSequence;
    if (first !== undefined) {
      const repeat = first === reflectorSequence ? 'back' : 'forward';
      this.#options.onAnswer?.({ senderSequence, reflectorSequence }, repeat);
      return;
    }
    packet.reflectorSequence = reflectorSequence;
    this.#options.onAnswer?.({ senderSequence, reflectorSequence }, undefined);
    const { settle } = packet;
    packet.settle = undefined;
    settle?.({
      sentMs: packet.sentMs,
      // Two-way delay without the time that the reflector took (RFC 8762 section 4, as RFC 5357 section 4.2.1).
      rttMs: Math.max(0, receivedAtMs - packet.leftAtMs - Math.max(0, reply.sentMs - reply.receivedMs)),
      forwardTransitMs: reply.receivedMs - epochMs(packet.leftAtMs),
      backTransitMs: epochMs(receivedAtMs) - reply.sentMs,
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#outstanding.clear();
    this.#link.close();
  }
}
