/** The two counters that an answer carries. Pure. */

/** Unsigned 32 bits, both count up by one. */
export interface AnswerNumbers {
  readonly senderSequence: number;
  readonly reflectorSequence: number;
}

/**
 * How a packet came to be answered twice. `forward`: it reached the reflector twice, which counted it twice; `back`:
 * its one answer was doubled, or the reflector copies our numbers and so does not tell.
 */
export type Repeat = 'forward' | 'back';

/**
 * The number of ours that no packet has: behind the first, so that a reflector that counts differs from one that copies
 * ours. Without it the two could not be told apart before a packet was lost on the way there.
 */
export const LEFT_OUT = 1;

/** A step back larger than this is a restart of the reflector, not a packet that was overtaken. */
export const MAX_REORDERING = 100;

const WRAP = 2 ** 32;

/** How far `to` is ahead of `from` on a counter of 32 bits; negative where it is behind. */
export function ahead(from: number, to: number): number {
  const difference = (to - from + WRAP) % WRAP;
  return difference < WRAP / 2 ? difference : difference - WRAP;
}
