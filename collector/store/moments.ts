/** Values in order of time become points again: those of one moment and one set of tags are one. */
import type { SeriesTable } from '../../model/point-block.ts';
import { type PointBlock, PointBlockBuilder } from '../../model/point-block.ts';

/** Points of a block: whoever reads does some milliseconds of work with them. */
const BLOCK_POINTS = 1_000;

export class MomentGatherer {
  readonly #table: SeriesTable;
  readonly #builder: PointBlockBuilder;
  #points = 0;
  #timeMs = Number.NaN;
  /** Values of the moment under way, by column. */
  #count = 0;
  readonly #series: number[] = [];
  readonly #values: number[] = [];
  readonly #others: (string | bigint | undefined)[] = [];
  /** Of each value, the next one with the same head; -1: none. */
  readonly #next: number[] = [];
  /** Heads that the moment has, in the order in which they came; and by head, its first and last value. */
  readonly #heads: number[] = [];
  readonly #firstOf: number[] = [];
  readonly #lastOf: number[] = [];

  constructor(table: SeriesTable) {
    this.#table = table;
    this.#builder = new PointBlockBuilder(table);
  }

  /**
   * Adds a value that is not older than those before.
   * @param other a value that is no number, or an integer beyond 2^53.
   * @returns a block, now and then: of what was added before.
   */
  add(series: number, timeMs: number, value: number, other?: string | bigint): PointBlock | undefined {
    let block: PointBlock | undefined;
    if (timeMs !== this.#timeMs) {
      this.#endMoment();
      if (this.#points >= BLOCK_POINTS) block = this.#take();
      this.#timeMs = timeMs;
    }
    const head = this.#table.series[series]?.head.number;
    if (head === undefined) throw new RangeError(`there is no series ${series}`);
    const at = this.#count++;
    this.#series[at] = series;
    this.#values[at] = value;
    this.#others[at] = other;
    this.#next[at] = -1;
    const last = this.#lastOf[head] ?? -1;
    if (last === -1) {
      this.#heads.push(head);
      this.#firstOf[head] = at;
    } else this.#next[last] = at;
    this.#lastOf[head] = at;
    return block;
  }

  /** What is left. */
  end(): PointBlock | undefined {
    this.#endMoment();
    return this.#points > 0 ? this.#take() : undefined;
  }

  #take(): PointBlock {
    this.#points = 0;
    return this.#builder.take();
  }

  #endMoment(): void {
    for (const number of this.#heads) {
      const head = this.#table.heads[number];
      for (let at = this.#firstOf[number] ?? -1; at !== -1; at = this.#next[at] ?? -1) {
        const series = this.#table.series[this.#series[at] ?? -1];
        if (!series || this.#comesAgain(at)) continue;
        const other = this.#others[at];
        if (other === undefined) this.#builder.addNumber(this.#series[at] ?? -1, this.#values[at] ?? 0);
        else this.#builder.add(series.head, series.field, other);
      }
      if (head) this.#builder.endPoint(head, this.#timeMs);
      this.#lastOf[number] = -1;
      this.#points++;
    }
    this.#heads.length = 0;
    this.#count = 0;
  }

  /** Whether the series has another value of the same moment: one was written twice, or asked for twice. */
  #comesAgain(at: number): boolean {
    for (let later = this.#next[at] ?? -1; later !== -1; later = this.#next[later] ?? -1) {
      if (this.#series[later] === this.#series[at]) return true;
    }
    return false;
  }
}
