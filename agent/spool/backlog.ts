/** Finds what is left to send among the records on disk, oldest first, each record read once. */
import type { Journal } from '../../journal/journal.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { NumberRanges } from '../../model/number-ranges.ts';
import type { SpooledBatch } from './batch.ts';
import { BatchBuilder, countPoints } from './batch.ts';

export interface Missing {
  /** Numbers that no record on disk has; both inclusive. */
  readonly first: number;
  readonly last: number;
  /** Of them, how many were lost to damage, and about how many points. */
  readonly lostRecords: number;
  readonly lostPoints: number;
}

export type Found =
  | { readonly kind: 'batch'; readonly batch: SpooledBatch }
  | { readonly kind: 'missing'; readonly missing: Missing };

export class Backlog {
  readonly #journal: Journal;
  #reader: JournalReader | undefined;
  #damagedPoints = 0;
  #damaged = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * The records from `first` on, up to one that is taken or numbered `limit`.
   * @param first not taken, and below `limit`.
   */
  async find(first: number, limit: number, taken: NumberRanges, maxBytes: number): Promise<Found> {
    const reader = this.#readerAt(first);
    const head = await reader.peek();
    const next = Math.min(head?.sequence ?? limit, limit);
    if (!head || next > first) {
      reader.skipTo(next);
      return { kind: 'missing', missing: this.#missing(first, next - 1) };
    }
    // Damage before it is not of what is looked for.
    this.#forgetDamage();
    const builder = new BatchBuilder(maxBytes);
    for (let record = head; ; ) {
      const isOurs = record.sequence < limit && record.label === head.label && !taken.has(record.sequence);
      if (!isOurs || !builder.add(record)) break;
      reader.skip();
      const following = await reader.peek();
      if (!following) break;
      record = following;
    }
    const batch = builder.build('backlog', head.label);
    if (!batch) throw new Error(`record ${first} was there and is not`);
    return { kind: 'batch', batch };
  }

  #readerAt(first: number): JournalReader {
    if (this.#reader?.next === first) return this.#reader;
    this.#forgetDamage();
    this.#reader = this.#journal.reader(first, (bytes) => {
      this.#damaged = true;
      this.#damagedPoints += countPoints(bytes);
    });
    return this.#reader;
  }

  #missing(first: number, last: number): Missing {
    const missing = {
      first,
      last,
      lostRecords: this.#damaged ? last - first + 1 : 0,
      lostPoints: this.#damaged ? this.#damagedPoints : 0,
    };
    this.#forgetDamage();
    return missing;
  }

  #forgetDamage(): void {
    this.#damaged = false;
    this.#damagedPoints = 0;
  }
}
