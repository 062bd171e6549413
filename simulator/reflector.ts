/** A STAMP session-reflector in stateful mode (RFC 8762 section 4.3): it numbers what it answers, by sender. */
import { RecentMap } from '../model/recent-map.ts';
import { decodeStampRequest, encodeStampReply } from '../model/stamp-packet.ts';

/** A session without packets for this long is over (REFWAIT, RFC 5357 section 4.2). */
const SESSION_IDLE_MS = 900_000;
/** Senders remembered at once; the one heard longest ago is forgotten. */
const MAX_SESSIONS = 256;
/** Packets on the loopback interface pass no router. */
const LOOPBACK_TTL = 64;

interface Session {
  nextSequence: number;
  heardMs: number;
}

export class Reflector {
  readonly #sessions = new RecentMap<string, Session>(MAX_SESSIONS);
  readonly #nowMs: () => number;

  /** @param nowMs the clock, epoch milliseconds with a fraction */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * @param sender what tells one sender from another: its address and port
   * @returns the answer, or `undefined` for what is not a test packet
   */
  reflect(packet: Buffer, sender: string): Buffer | undefined {
    const receivedMs = this.#nowMs();
    const request = decodeStampRequest(packet);
    if (request === undefined) return undefined;
    const session = this.#session(sender, receivedMs, request.sequence === 0);
    const sequence = session.nextSequence;
    session.nextSequence += 1;
    return encodeStampReply(packet, { sequence, sentMs: this.#nowMs, receivedMs, senderTtl: LOOPBACK_TTL });
  }

  /** A sender that counts from 0 has begun anew, from a port that another may have used before it. */
  #session(sender: string, nowMs: number, isFirstPacket: boolean): Session {
    const known = this.#sessions.get(sender);
    const isOver = isFirstPacket || known === undefined || nowMs - known.heardMs > SESSION_IDLE_MS;
    const session = isOver ? { nextSequence: 0, heardMs: nowMs } : known;
    session.heardMs = nowMs;
    this.#sessions.set(sender, session);
    return session;
  }
}
