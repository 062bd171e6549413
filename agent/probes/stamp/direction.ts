/**
 * Which way packets were lost, told by the numbers of a stateful reflector (RFC 8762 section 4.3): it counts what
 * reaches it, so what its count lacks was lost on the way there, and what it counted and we did not get, on the way
 * back. Pure.
 */
import { type AnswerNumbers, ahead, LEFT_OUT, MAX_REORDERING, type Repeat } from './answer-numbers.ts';

export interface DirectionLoss {
  readonly forward: number;
  readonly back: number;
}

/**
 * Follows one session. What was lost behind the last answer cannot be told yet: it is told with the next answer, so
 * that sums over time are exact and nothing is counted twice.
 */
export class DirectionTracker {
  /** Answer up to which everything has been told. */
  #anchor: AnswerNumbers | undefined;
  /** The answer with the highest number of ours since the anchor, and how many came since. */
  #newest: AnswerNumbers | undefined;
  #answers = 0;
  /** Answers to packets that reached the reflector more than once. */
  #copies = 0;
  #counts = false;

  /**
   * Whether the reflector has been seen to count by itself. One that copies our numbers never differs from them; one
   * that counts does from the first packet on that did not reach it, and a session skips a number so that there is one.
   */
  get reflectorCounts(): boolean {
    return this.#counts;
  }

  /** @param repeat how the packet had been answered before, if it had. */
  add(answer: AnswerNumbers, repeat?: Repeat): void {
    if (answer.senderSequence !== answer.reflectorSequence) this.#counts = true;
    // Made on the way back: the reflector counted one packet, and it has been added.
    if (repeat === 'back') return;
    const before = this.#newest ?? this.#anchor;
    if (before && ahead(before.reflectorSequence, answer.reflectorSequence) < -MAX_REORDERING) {
      // The reflector began to count anew: what lies between cannot be told.
      this.#begin(answer);
      return;
    }
    if (!before) {
      this.#begin(answer);
      return;
    }
    this.#answers++;
    if (repeat === 'forward') {
      this.#copies++;
      // The copy's own count is behind us too.
      if (ahead(before.reflectorSequence, answer.reflectorSequence) > 0)
        this.#newest = { ...before, reflectorSequence: answer.reflectorSequence };
    } else if (ahead(before.senderSequence, answer.senderSequence) > 0) this.#newest = answer;
  }

  /** The losses between the last answer told and the newest; `undefined` when there was no answer to tell them by. */
  take(): DirectionLoss | undefined {
    const from = this.#anchor;
    const to = this.#newest;
    if (!from || !to) return undefined;
    const sent = ahead(from.senderSequence, to.senderSequence);
    const reflected = ahead(from.reflectorSequence, to.reflectorSequence);
    const lost = {
      forward: Math.max(0, sent - (reflected - this.#copies)),
      back: Math.max(0, reflected - this.#answers),
    };
    this.#begin(to);
    return lost;
  }

  #begin(anchor: AnswerNumbers): void {
    // The number that no packet has is told with the one before it, not missed behind it.
    this.#anchor = { ...anchor, senderSequence: Math.max(anchor.senderSequence, LEFT_OUT) };
    this.#newest = undefined;
    this.#answers = 0;
    this.#copies = 0;
  }
}
