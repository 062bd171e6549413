/** Where the rows of a query lie: the parts that can have some, and the tables in memory. */
import type { TimeRange } from '../metric-store.ts';
import { type Generation, tableOf } from './head.ts';
import { DAY_MS, dayOf, groupParts, type Part, quoted, type Tier } from './part.ts';
import { KIND_TYPES, type Kind, MEMORY } from './schema.ts';
import { areValid, type Files, type RolledUp } from './upkeep-plan.ts';

/** Series that are asked for, from one to another. */
export interface SeriesRange {
  readonly kind: Kind;
  readonly firstSeries: number;
  readonly lastSeries: number;
}

export type RollUpTier = Exclude<Tier, 'raw'>;
/** What the roll-ups of days were made of, by the start of the day. */
export type RollUpDays = ReadonlyMap<number, RolledUp>;
const NO_DAYS: RollUpDays = new Map();

/** Whether no roll-up of these days was made of a raw part. */
function isLeft({ id, fromMs }: Part, days: RollUpDays): boolean {
  return !days.get(dayOf(fromMs))?.parts.includes(id);
}

export class Source {
  readonly #files: Files;
  readonly #generations: readonly Generation[];
  readonly #pathOf: (part: Part) => string;

  constructor(files: Files, generations: readonly Generation[], pathOf: (part: Part) => string) {
    this.#files = files;
    this.#generations = generations;
    this.#pathOf = pathOf;
  }

  /**
   * A relation with the raw rows `series`, `time_ms`, `value` of a range; it may have others.
   * @param left only rows that no roll-up of these days was made of.
   */
  raw(range: SeriesRange, time: TimeRange, left: RollUpDays = NO_DAYS): string {
    const parts = this.#partsOf('raw', range, time).filter(
      (part) => part.kind === range.kind && isLeft(part, left),
    );
    const tables = this.#generations.map((generation) => `from ${MEMORY}.${tableOf(generation, range.kind)}`);
    const rows = parts.length === 0 ? tables : [...tables, `from ${this.#relationOf(parts)}`];
    return rows.length === 0
      ? `(select 0::uinteger as series, 0::bigint as time_ms, null::${KIND_TYPES[range.kind]} as value where false)`
      : `(${rows.join(' union all ')})`;
  }

  /**
   * A relation with the `series` and `value` of raw rows inside a range, and no others. The times of parts that lie
   * inside as a whole are not even read.
   */
  inside(range: SeriesRange, time: TimeRange): string {
    const parts = this.#partsOf('raw', range, time).filter(({ kind }) => kind === range.kind);
    const isWhole = ({ fromMs, toMs }: Part) => fromMs >= time.fromMs && toMs <= time.toMs;
    const [whole, cut] = [parts.filter(isWhole), parts.filter((part) => !isWhole(part))];
    const rows = this.#generations.map((generation) => `${MEMORY}.${tableOf(generation, range.kind)}`);
    if (cut.length > 0) rows.push(this.#relationOf(cut));
    const condition = `time_ms >= ${time.fromMs} and time_ms < ${time.toMs}`;
    const selects = rows.map((relation) => `select series, value from ${relation} where ${condition}`);
    if (whole.length > 0) selects.push(`select series, value from ${this.#relationOf(whole)}`);
    return `(${selects.join(' union all ')})`;
  }

  /**
   * About how many raw values lie in a range, of all series.
   * @param left only those that no roll-up of these days was made of.
   */
  countOf({ fromMs, toMs }: TimeRange, left: RollUpDays = NO_DAYS): number {
    return this.#files.parts
      .filter((part) => part.tier === 'raw' && part.fromMs < toMs && part.toMs > fromMs && isLeft(part, left))
      .reduce((sum, { valueCount }) => sum + valueCount, 0);
  }

  /**
   * A relation with the roll-ups `series`, `time_ms`, `minimum`, `maximum`, `average`, `value_count` of days;
   * `undefined` when there is none.
   */
  rollUps(tier: RollUpTier, range: SeriesRange, time: TimeRange, days: RollUpDays): string | undefined {
    const parts = this.#partsOf(tier, range, time);
    if (parts.length === 0 || days.size === 0) return undefined;
    const isOfDay = `time_ms // ${DAY_MS} in (${[...days.keys()].map((dayMs) => dayMs / DAY_MS).join(',')})`;
    const all = days.size === this.#files.rolledUp.size;
    return `(from ${this.#relationOf(parts)}${all ? '' : ` where ${isOfDay}`})`;
  }

  /**
   * The days of a range whose roll-ups say all of what is in the raw parts they were made of.
   * @param onlyWithoutRaw only those whose raw values are gone.
   */
  rolledUpDays({ fromMs, toMs }: TimeRange, onlyWithoutRaw: boolean): RollUpDays {
    const { parts, rolledUp } = this.#files;
    const raw = groupParts(
      parts.filter(({ tier }) => tier === 'raw'),
      (part) => dayOf(part.fromMs),
    );
    const days = new Map<number, RolledUp>();
    for (const [dayMs, made] of rolledUp) {
      if (dayMs >= toMs || dayMs + DAY_MS <= fromMs) continue;
      const ids = new Set(raw.get(dayMs)?.map(({ id }) => id));
      if (onlyWithoutRaw ? ids.size === 0 : areValid(made, ids)) days.set(dayMs, made);
    }
    return days;
  }

  /** The days that lie in a range as a whole and have their raw values, all of which their roll-ups say. */
  wholeDaysWithRaw(time: TimeRange): RollUpDays {
    const withoutRaw = this.rolledUpDays(time, true);
    const whole = [...this.rolledUpDays(time, false)].filter(
      ([dayMs]) => dayMs >= time.fromMs && dayMs + DAY_MS <= time.toMs && !withoutRaw.has(dayMs),
    );
    return new Map(whole);
  }

  #partsOf(tier: Tier, { firstSeries, lastSeries }: SeriesRange, { fromMs, toMs }: TimeRange): Part[] {
    return this.#files.parts.filter(
      (part) =>
        part.tier === tier &&
        part.fromMs < toMs &&
        part.toMs > fromMs &&
        part.firstSeries <= lastSeries &&
        part.lastSeries >= firstSeries,
    );
  }

  #relationOf(parts: readonly Part[]): string {
    return `read_parquet([${parts.map((part) => quoted(this.#pathOf(part))).join(', ')}])`;
  }
}
