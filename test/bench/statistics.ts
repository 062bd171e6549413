/** Medians and ratios. Pure. */
import type { Figures } from './bench-case.ts';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError for no values: a figure without measurements must not pass as one. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const min = sorted[0];
  const max = sorted.at(-1);
  if (upper === undefined || min === undefined || max === undefined) throw new RangeError('no values');
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return { median: (lower + upper) / 2, min, max };
}

/**
 * Ratios of rounds that were measured side by side. Pairing takes out what both suffered:
 * a busy neighbour, a slower clock.
 */
export function pairedRatios(subject: readonly number[], peer: readonly number[]): number[] {
  if (subject.length !== peer.length) throw new RangeError('rounds do not pair');
  return subject.map((value, round) => value / (peer[round] ?? Number.NaN));
}

/** One figure over all rounds. @throws when a round lacks it. */
export function figureOver(rounds: readonly Figures[], figure: string): number[] {
  return rounds.map((figures) => {
    const value = figures[figure];
    if (value === undefined) throw new RangeError(`a round has no figure ${figure}`);
    return value;
  });
}
