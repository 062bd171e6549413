/** Where the rows of a query lie: the parts that can have some, and the tables in memory. */
import type { TimeRange } from '../metric-store.ts';
import { type Generation, tableOf } from './head.ts';
import { type Part, quoted, type Tier } from './part.ts';
import { KIND_TYPES, type Kind, MEMORY } from './schema.ts';

/** Series that are asked for, from one to another. */
export interface SeriesRange {
  readonly kind: Kind;
  readonly firstSeries: number;
  readonly lastSeries: number;
}

export class Source {
  readonly #parts: readonly Part[];
  readonly #generations: readonly Generation[];
  readonly #pathOf: (part: Part) => string;

  constructor(parts: readonly Part[], generations: readonly Generation[], pathOf: (part: Part) => string) {
    this.#parts = parts;
    this.#generations = generations;
    this.#pathOf = pathOf;
  }

  /** A relation with the raw rows `series`, `time_ms`, `value` of a range; it may have others. */
  raw(range: SeriesRange, time: TimeRange): string {
    const parts = this.parts('raw', range, time).filter(({ kind }) => kind === range.kind);
    const tables = this.#generations.map((generation) => `from ${MEMORY}.${tableOf(generation, range.kind)}`);
    const rows = parts.length === 0 ? tables : [...tables, `from ${this.relationOf(parts)}`];
    return rows.length === 0
      ? `(select 0::uinteger as series, 0::bigint as time_ms, null::${KIND_TYPES[range.kind]} as value where false)`
      : `(${rows.join(' union all ')})`;
  }

  /** Parts of a tier, of whatever kind, that can have rows of a range. */
  parts(
    tier: Tier,
    { firstSeries, lastSeries }: Omit<SeriesRange, 'kind'>,
    { fromMs, toMs }: TimeRange,
  ): Part[] {
    return this.#parts.filter(
      (part) =>
        part.tier === tier &&
        part.fromMs < toMs &&
        part.toMs > fromMs &&
        part.firstSeries <= lastSeries &&
        part.lastSeries >= firstSeries,
    );
  }

  relationOf(parts: readonly Part[]): string {
    return `read_parquet([${parts.map((part) => quoted(this.#pathOf(part))).join(', ')}])`;
  }
}
