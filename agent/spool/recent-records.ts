/** The newest records in memory: sending them reads no file, and those that the disk refuses are here alone. */
import type { SegmentRecord } from '../../journal/segment.ts';

export class RecentRecords {
  #records: SegmentRecord[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Number of the oldest; `undefined`: there is none. */
  get firstSequence(): number | undefined {
    return this.#records[0]?.sequence;
  }

  push(record: SegmentRecord): void {
    this.#records.push(record);
    this.#bytes += record.payload.length;
  }

  /** Takes the oldest out. */
  shift(): SegmentRecord | undefined {
    const record = this.#records.shift();
    this.#bytes -= record?.payload.length ?? 0;
    return record;
  }

  /** Takes out all of which it is true. */
  removeWhere(isUnwanted: (sequence: number) => boolean): void {
    this.#records = this.#records.filter((record) => !isUnwanted(record.sequence));
    this.#bytes = this.#records.reduce((sum, { payload }) => sum + payload.length, 0);
  }

  /** Those numbered from `sequence` on, oldest first. */
  from(sequence: number): readonly SegmentRecord[] {
    let index = this.#records.length;
    while (index > 0 && (this.#records[index - 1]?.sequence ?? 0) >= sequence) index--;
    return this.#records.slice(index);
  }
}
