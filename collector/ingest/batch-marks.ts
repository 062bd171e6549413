/** Which records of the agents' spools have been taken over, as ranges: newest records come before a backlog. */
import { NumberRanges } from '../../model/number-ranges.ts';
import type { BatchIdentity } from './batch-identity.ts';

/** A row of the ledger. */
export interface BatchMark {
  readonly agent: string;
  readonly epoch: string;
  /** Ranges of record numbers: `1-500,720-731`. */
  readonly taken: string;
}

/**
 * Epochs remembered of an agent, those of the latest batches. It begins one at every start, and sends its backlog
 * epoch by epoch, so that the one it writes now and the one it catches up with are never the oldest.
 */
const MAX_EPOCHS = 64;

/**
 * Ranges of an epoch; each batch writes all of them down. An agent sends its newest records and, from one end, those that an
 * outage left: a handful. Of one that leaves every other record out the oldest that are missing count as taken: what it
 * could still have sent is its own.
 */
const MAX_PIECES = 2_000;

export class BatchMarks {
  /** By agent, then by epoch, least recently used first. */
  readonly #agents = new Map<string, Map<string, NumberRanges>>();

  constructor(marks: Iterable<BatchMark> = []) {
    for (const { agent, epoch, taken } of marks) {
      const ranges = NumberRanges.parse(taken);
      if (!ranges)
        throw new Error(`batch mark of ${agent}, ${epoch}: "${taken.slice(0, 40)}" is no list of ranges`);
      this.#epochsOf(agent).set(epoch, ranges);
    }
  }

  /** What of a batch has been taken over. */
  ranges({ agent, epoch }: Pick<BatchIdentity, 'agent' | 'epoch'>): NumberRanges {
    return this.#agents.get(agent)?.get(epoch) ?? new NumberRanges();
  }

  /** A batch is taken over. @returns the epoch that is forgotten for it, if one is. */
  add({ agent, epoch, first, last }: BatchIdentity): string | undefined {
    const epochs = this.#epochsOf(agent);
    const ranges = epochs.get(epoch) ?? new NumberRanges();
    ranges.add(first, last);
    while (ranges.pieces > MAX_PIECES) ranges.closeLowestGap();
    epochs.delete(epoch);
    epochs.set(epoch, ranges);
    if (epochs.size <= MAX_EPOCHS) return undefined;
    const [oldest] = epochs.keys();
    if (oldest !== undefined) epochs.delete(oldest);
    return oldest;
  }

  #epochsOf(agent: string): Map<string, NumberRanges> {
    const epochs = this.#agents.get(agent) ?? new Map<string, NumberRanges>();
    this.#agents.set(agent, epochs);
    return epochs;
  }
}
