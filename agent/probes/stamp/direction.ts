/**
 * Which way packets were lost, told by the numbers of a stateful reflector (RFC 8762 section 4.3): it counts what
 * reaches it, so what its count lacks was lost on the way there, and what it counted and we did not get, on the way
 * back. Pure.
 */

/** The two numbers of an answer. Unsigned 32 bits, both count up by one. */
export interface AnswerNumbers {
  readonly senderSequence: number;
  readonly reflectorSequence: number;
}

export interface DirectionLoss {
  readonly forward: number;
  readonly back: number;
}

const WRAP = 2 ** 32;

/** How far `to` is ahead of `from` on a counter of 32 bits; negative where it is behind. */
function ahead(from: number, to: number): number {
  const difference = (to - from + WRAP) % WRAP;
  return difference < WRAP / 2 ? difference : difference - WRAP;
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

  add(answer: AnswerNumbers): void {
    const before = this.#newest ?? this.#anchor;
    if (before && ahead(before.reflectorSequence, answer.reflectorSequence) < -MAX_REORDERING) {
      // The reflector began to count anew: what lies between cannot be told.
      this.#anchor = answer;
      this.#newest = undefined;
      this.#answers = 0;
      return;
    }
    if (!this.#anchor) {
      this.#anchor = answer;
      return;
    }
    this.#answers++;
    if (!before || ahead(before.senderSequence, answer.senderSequence) > 0) this.#newest = answer;
  }

  /** The losses between the last answer told and the newest; `undefined` when there was no answer to tell them by. */
  take(): DirectionLoss | undefined {
    const from = this.#anchor;
    const to = this.#newest;
    if (!from || !to) return undefined;
    const sent = ahead(from.senderSequence, to.senderSequence);
    const reflected = ahead(from.reflectorSequence, to.reflectorSequence);
    const answered = this.#answers;
    this.#anchor = to;
    this.#newest = undefined;
    this.#answers = 0;
    return { forward: Math.max(0, sent - reflected), back: Math.max(0, reflected - answered) };
  }
}

/** A step back larger than this is a restart of the reflector, not a packet that was overtaken. */
const MAX_REORDERING = 100;
