/**
 * Many points by column: what a parser fills and a store empties without an object a point. Names and tags are
 * kept once, in a table of series; a block holds numbers.
 */
import type { FieldValue, Point } from './point.ts';

export const VALUE_TYPES = ['float', 'integer', 'boolean', 'text'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** What all fields of a point have in common. */
export interface SeriesHead {
  readonly number: number;
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One field of one head with values of one type. */
export interface FieldSeries {
  readonly head: SeriesHead;
  readonly field: string;
  readonly type: ValueType;
}

export function typeOfValue(value: FieldValue): ValueType {
  switch (typeof value) {
    case 'number':
      return 'float';
    case 'bigint':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
  }
}

/** One text for one set of tags, whatever their order. Unit separators do not occur in names. */
function keyOf(measurement: string, tags: Readonly<Record<string, string>>): string {
  let key = measurement;
  for (const name of Object.keys(tags).sort()) key += `\u001f${name}\u001e${tags[name]}`;
  return key;
}

const seriesKey = (type: ValueType, field: string) => `${type} ${field}`;

/** Every series met, numbered in order. Lives as long as the program. */
export class SeriesTable {
  readonly heads: SeriesHead[] = [];
  readonly series: FieldSeries[] = [];
  readonly #headOf = new Map<string, SeriesHead>();
  /** By head: field and type to the number of the series. */
  readonly #seriesOf: Map<string, number>[] = [];

  head(measurement: string, tags: Readonly<Record<string, string>>): SeriesHead {
    const key = keyOf(measurement, tags);
    const known = this.#headOf.get(key);
    if (known) return known;
    const head = { number: this.heads.length, measurement, tags };
    this.#headOf.set(key, head);
    this.heads.push(head);
    this.#seriesOf.push(new Map());
    return head;
  }

  /** How many series a point would begin. */
  newSeriesOf({ measurement, tags, fields }: Pick<Point, 'measurement' | 'tags' | 'fields'>): number {
    const head = this.#headOf.get(keyOf(measurement, tags));
    const known = head && this.#seriesOf[head.number];
    let count = 0;
    for (const [field, value] of Object.entries(fields)) {
      if (!known?.has(seriesKey(typeOfValue(value), field))) count++;
    }
    return count;
  }

  /** Number of a field's series; a field whose type changes becomes another series. */
  seriesNumber(head: SeriesHead, field: string, type: ValueType): number {
    const known = this.#seriesOf[head.number];
    const key = seriesKey(type, field);
    let number = known?.get(key);
    if (number === undefined) {
      number = this.series.length;
      known?.set(key, number);
      this.series.push({ head, field, type });
    }
    return number;
  }
}

/** The columns of a block: `firstValue` has one entry more than there are points. */
interface Columns {
  readonly points: number;
  /** Number of each point's head. */
  readonly heads: Int32Array;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  /** Where the values of each point begin. */
  readonly firstValue: Int32Array;
  /** Number of each value's series. */
  readonly series: Int32Array;
  /** Floats, integers that a double holds exactly, booleans as 0 and 1. */
  readonly values: Float64Array;
  /** By place, the values that are none of these: text, and integers beyond 2^53. */
  readonly others: ReadonlyMap<number, string | bigint>;
}

/** Points that do not change any more. Iterating makes them one by one. */
export class PointBlock implements Iterable<Point> {
  readonly table: SeriesTable;
  readonly columns: Columns;

  constructor(table: SeriesTable, columns: Columns) {
    this.table = table;
    this.columns = columns;
  }

  /** How many points. */
  get length(): number {
    return this.columns.points;
  }

  /** How many values all points have together. */
  get valueCount(): number {
    return this.columns.series.length;
  }

  [Symbol.iterator](): Iterator<Point> {
    return this.pointsOf(() => true);
  }

  /** The points of wanted series, in order. */
  *pointsOf(isWanted: (head: SeriesHead) => boolean): Generator<Point> {
    for (let point = 0; point < this.columns.points; point++) {
      const head = this.table.heads[this.columns.heads[point] ?? -1];
      if (head && isWanted(head)) yield this.#pointAt(point, head);
    }
  }

  /** One point by its place; `undefined` beyond the last. */
  at(point: number): Point | undefined {
    const head = this.table.heads[this.columns.heads[point] ?? -1];
    return head && this.#pointAt(point, head);
  }

  #pointAt(point: number, { measurement, tags }: SeriesHead): Point {
    const { firstValue, series, times } = this.columns;
    const fields: Record<string, FieldValue> = {};
    for (let at = firstValue[point] ?? 0; at < (firstValue[point + 1] ?? 0); at++) {
      const known = this.table.series[series[at] ?? -1];
      if (known) fields[known.field] = this.valueAt(at, known.type);
    }
    return { measurement, tags, fields, timeMs: times[point] ?? 0 };
  }

  /** A value as a point has it. */
  valueAt(at: number, type: ValueType): FieldValue {
    const value = this.columns.values[at] ?? 0;
    switch (type) {
      case 'float':
        return value;
      case 'integer':
        return this.columns.others.get(at) ?? BigInt(value);
      case 'boolean':
        return value !== 0;
      case 'text':
        return this.columns.others.get(at) ?? '';
    }
  }
}

function grown<T extends Int32Array | Float64Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}

/** Fills a block. Its arrays are kept for the next one. */
export class PointBlockBuilder {
  readonly table: SeriesTable;
  #points = 0;
  #valueCount = 0;
  #heads = new Int32Array(256);
  #times = new Float64Array(256);
  #firstValue = new Int32Array(256);
  #series = new Int32Array(2_048);
  #values = new Float64Array(2_048);
  #others = new Map<number, string | bigint>();

  constructor(table: SeriesTable) {
    this.table = table;
  }

  /** Adds a number to the point that is open. */
  addNumber(series: number, value: number): void {
    const at = this.#valueCount++;
    if (at >= this.#series.length) {
      this.#series = grown(this.#series, new Int32Array(at * 2));
      this.#values = grown(this.#values, new Float64Array(at * 2));
    }
    this.#series[at] = series;
    this.#values[at] = value;
  }

  /** Adds a value of any type to the point that is open. */
  add(head: SeriesHead, field: string, value: FieldValue): void {
    const series = this.table.seriesNumber(head, field, typeOfValue(value));
    const number = Number(value);
    const isExact = typeof value !== 'string' && (typeof value !== 'bigint' || BigInt(number) === value);
    this.addNumber(series, isExact ? number : 0);
    if (!isExact) this.#others.set(this.#valueCount - 1, value);
  }

  /** Ends the point that is open. */
  endPoint(head: SeriesHead, timeMs: number): void {
    const at = this.#points++;
    if (at + 1 >= this.#heads.length) {
      this.#heads = grown(this.#heads, new Int32Array(at * 2));
      this.#times = grown(this.#times, new Float64Array(at * 2));
      this.#firstValue = grown(this.#firstValue, new Int32Array(at * 2));
    }
    this.#heads[at] = head.number;
    this.#times[at] = timeMs;
    this.#firstValue[at + 1] = this.#valueCount;
  }

  /** Takes back the values of the point that is open. */
  dropPoint(): void {
    const from = this.#firstValue[this.#points] ?? 0;
    for (let at = from; at < this.#valueCount; at++) this.#others.delete(at);
    this.#valueCount = from;
  }

  addPoint({ measurement, tags, fields, timeMs }: Point): SeriesHead {
    const head = this.table.head(measurement, tags);
    for (const [field, value] of Object.entries(fields)) this.add(head, field, value);
    this.endPoint(head, timeMs);
    return head;
  }

  /** What has been added, as a block; the builder begins anew. */
  take(): PointBlock {
    const block = new PointBlock(this.table, {
      points: this.#points,
      heads: this.#heads.slice(0, this.#points),
      times: this.#times.slice(0, this.#points),
      firstValue: this.#firstValue.slice(0, this.#points + 1),
      series: this.#series.slice(0, this.#valueCount),
      values: this.#values.slice(0, this.#valueCount),
      others: this.#others,
    });
    this.#points = 0;
    this.#valueCount = 0;
    this.#others = new Map();
    return block;
  }
}

/** Points as a block of its own. */
export function blockOf(points: Iterable<Point>, table = new SeriesTable()): PointBlock {
  const builder = new PointBlockBuilder(table);
  for (const point of points) builder.addPoint(point);
  return builder.take();
}
