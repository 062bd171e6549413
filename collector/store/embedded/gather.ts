/** From blocks of points to the columns of the head: finds each value's series, and notes the newest values. */
import type { PointBlock, SeriesTable } from '../../../model/point-block.ts';
import type { ColumnBuffer } from './column-buffer.ts';
import type { Kind } from './schema.ts';
import { KIND_OF, type SeriesEntry, type SeriesIndex, storedType } from './series-index.ts';

const BEYOND_INT64 = 2 ** 63;

export class Gatherer {
  readonly #index: SeriesIndex;
  /** By table: the series of ours that stands for each of its series. */
  readonly #known = new WeakMap<SeriesTable, SeriesEntry[]>();
  #newSeries: SeriesEntry[] = [];

  constructor(index: SeriesIndex) {
    this.#index = index;
  }

  /** Series met for the first time since the last call. */
  takeNewSeries(): SeriesEntry[] {
    const taken = this.#newSeries;
    this.#newSeries = [];
    return taken;
  }

  /** Gives back what was taken and could not be stored. */
  returnNewSeries(entries: readonly SeriesEntry[]): void {
    this.#newSeries = [...entries, ...this.#newSeries];
  }

  gather({ table, columns }: PointBlock, buffer: ColumnBuffer): void {
    const known = this.#known.get(table) ?? [];
    this.#known.set(table, known);
    const { firstValue, times, series, values, others } = columns;
    const hasOthers = others.size > 0;
    for (let point = 0; point < columns.points; point++) {
      const timeMs = Math.round(times[point] ?? 0);
      const end = firstValue[point + 1] ?? 0;
      for (let at = firstValue[point] ?? 0; at < end; at++) {
        const number = series[at] ?? 0;
        const value = values[at] ?? 0;
        let other = hasOthers ? others.get(at) : undefined;
        let entry = known[number] ?? this.#learn(table, number, known);
        if (entry.type === 'integer' && value >= BEYOND_INT64) other ??= BigInt(value);
        // An integer may be of another kind than the others of its series.
        if (typeof other === 'bigint') entry = this.#resolve(table, number, other);
        buffer.add(kindOf(entry), entry.id, timeMs, value, other);
        this.#index.note(entry.place, timeMs, value, other);
      }
    }
  }

  #learn(table: SeriesTable, number: number, known: SeriesEntry[]): SeriesEntry {
    const entry = this.#resolve(table, number, 0);
    known[number] = entry;
    return entry;
  }

  #resolve(table: SeriesTable, number: number, value: number | bigint): SeriesEntry {
    const series = table.series[number];
    if (!series) throw new RangeError(`a block names series ${number}, which its table does not have`);
    const { head, field, type } = series;
    const { measurement, tags } = head;
    const name = { measurement, tags, field, type: storedType(type, value) };
    return this.#index.resolve(name, (entry) => this.#newSeries.push(entry));
  }
}

function kindOf({ type }: SeriesEntry): Kind {
  return KIND_OF[type];
}
