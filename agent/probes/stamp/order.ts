/**
 * Packets that overtook each other, and packets that came twice. A packet is reordered when one sent after it arrived
 * before it (RFC 4737 section 3.3, Type-P-Reordered); of one that came twice the first counts. Pure.
 */
import { type AnswerNumbers, ahead, MAX_REORDERING, type Repeat } from './answer-numbers.ts';

export interface ByDirection {
  readonly forward: number;
  readonly back: number;
}

/** Of a round. Directions are told apart by the numbers of a reflector that counts; where it copies ours, they mean nothing. */
export interface RoundOrder {
  /** By our own numbers: over both ways. */
  readonly reordered: number;
  readonly reorderedBy: ByDirection;
  readonly duplicated: number;
  readonly duplicatedBy: ByDirection;
}

/** Counts what arrives behind a higher number. */
class Sequence {
  #highest: number | undefined;
  #reordered = 0;

  next(number: number): void {
    const step = this.#highest === undefined ? 1 : ahead(this.#highest, number);
    // The other side counts anew.
    if (step > 0 || step < -MAX_REORDERING) this.#highest = number;
    else if (step < 0) this.#reordered++;
  }

  take(): number {
    const reordered = this.#reordered;
    this.#reordered = 0;
    return reordered;
  }
}

export class OrderTracker {
  readonly #ours = new Sequence();
  readonly #forward = new Sequence();
  readonly #back = new Sequence();
  readonly #duplicated = { forward: 0, back: 0 };
  #answers: AnswerNumbers[] = [];

  /** In the order of arrival. @param repeat how the packet had been answered before, if it had. */
  add(answer: AnswerNumbers, repeat?: Repeat): void {
    if (repeat) {
      this.#duplicated[repeat]++;
      return;
    }
    const before = this.#answers.at(-1);
    // The reflector counts anew: its numbers up to here do not compare with those to come.
    if (before && ahead(before.reflectorSequence, answer.reflectorSequence) < -MAX_REORDERING)
      this.#lookForward();
    this.#ours.next(answer.senderSequence);
    this.#back.next(answer.reflectorSequence);
    this.#answers.push(answer);
  }

  /** Since it was asked last. */
  take(): RoundOrder {
    this.#lookForward();
    const duplicatedBy = { ...this.#duplicated };
    this.#duplicated.forward = 0;
    this.#duplicated.back = 0;
    return {
      reordered: this.#ours.take(),
      reorderedBy: { forward: this.#forward.take(), back: this.#back.take() },
      duplicated: duplicatedBy.forward + duplicatedBy.back,
      duplicatedBy,
    };
  }
  /** As the reflector saw them: in the order of its own numbers, of which only those of one round are mixed up. */
  #lookForward(): void {
    const first = this.#answers[0]?.reflectorSequence ?? 0;
    const position = (answer: AnswerNumbers) => ahead(first, answer.reflectorSequence);
    for (const answer of this.#answers.sort((one, other) => position(one) - position(other)))
      this.#forward.next(answer.senderSequence);
    this.#answers = [];
  }
}
