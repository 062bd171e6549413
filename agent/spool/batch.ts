/** What is sent at once: records that follow one another without a gap, of one run of the agent. */
import type { SegmentRecord } from '../../journal/segment.ts';

/** `live`: measured just now. `backlog`: left over from before. */
export type Lane = 'live' | 'backlog';

export interface SpooledBatch {
  readonly lane: Lane;
  /** The run of the agent that numbered them. */
  readonly epoch: string;
  /** Both inclusive. */
  readonly first: number;
  readonly last: number;
  /** Line protocol. */
  readonly body: Buffer;
}

/** Gathers records until one does not fit. */
export class BatchBuilder {
  readonly #records: SegmentRecord[] = [];
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes a record if it follows and there is room; the first always fits. */
  add(record: SegmentRecord): boolean {
    const before = this.#records.at(-1);
    if (
      before &&
      (record.sequence !== before.sequence + 1 || this.#bytes + record.payload.length > this.#maxBytes)
    )
      return false;
    this.#records.push(record);
    this.#bytes += record.payload.length;
    return true;
  }

  /** `undefined` when nothing was gathered. */
  build(lane: Lane, epoch: string): SpooledBatch | undefined {
    const [first] = this.#records;
    const last = this.#records.at(-1);
    if (!first || !last) return undefined;
    const body = Buffer.concat(this.#records.map(({ payload }) => payload));
    return { lane, epoch, first: first.sequence, last: last.sequence, body };
  }
}

/** How many points a record holds: line protocol ends each with a line feed. */
export function countPoints(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(10); at >= 0; at = lines.indexOf(10, at + 1)) count++;
  return count;
}

/** When the last point of some lines was measured, epoch milliseconds; `undefined` when it does not say. */
export function timeOfLines(lines: Buffer): number | undefined {
  const match = / (\d{1,19})\n?$/.exec(lines.toString('latin1', Math.max(0, lines.length - 32)));
  return match ? Number(match[1]) / 1e6 : undefined;
}
