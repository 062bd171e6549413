/** Reads columns of a table together, row by row. */
import { encodeOid } from './codec/oid.ts';
import type { ColumnRows, Place, SnmpValue } from './codec/pdu.ts';

/** What a walk needs of a client; tests pass a table of their own. */
export interface RowReader {
  /** Rows behind each place: `rows` of them at most, fewer where the reader knows that the device does better with less. */
  next(places: readonly Place[], rows: number): Promise<ColumnRows[]>;
}

/** A table with more rows than this is a loop or an attack. */
const MAX_ROWS = 20_000;

/** A column as it was read: row index (the OID's rest) -> value, in the MIB's order. */
export interface Column {
  readonly size: number;
  keys(): Iterable<string>;
  get(index: string): SnmpValue | undefined;
}

/** By the column's OID. */
export type Columns = ReadonlyMap<string, Column>;

/**
 * Two lists instead of a Map: a poll of many devices holds some hundred thousand values for a moment, and columns are
 * read row by row, so that the value asked for is mostly the one behind the latest.
 */
class ColumnCells implements Column {
  /** Those of the first column as long as they are the same, as they are for nearly every table. */
  #indexes: string[];
  #shared: boolean;
  readonly #values: SnmpValue[] = [];
  #next = 0;
  #positions: Map<string, number> | undefined;

  /** @param lead the first column of the same walk, which is always as far or further. */
  constructor(lead?: ColumnCells) {
    this.#shared = lead !== undefined;
    this.#indexes = lead ? lead.#indexes : [];
  }

  get size(): number {
    return this.#values.length;
  }

  keys(): readonly string[] {
    this.#own();
    return this.#indexes;
  }

  /** @param index behind all others. */
  push(index: string, value: SnmpValue): void {
    if (this.#shared && this.#indexes[this.#values.length] !== index) this.#own();
    if (!this.#shared) this.#indexes.push(index);
    this.#values.push(value);
  }

  #own(): void {
    if (!this.#shared) return;
    this.#indexes = this.#indexes.slice(0, this.#values.length);
    this.#shared = false;
  }

  get(index: string): SnmpValue | undefined {
    const at = this.#next;
    if (at < this.#values.length && this.#indexes[at] === index) {
      this.#next = at + 1;
      return this.#values[at];
    }
    this.#positions ??= new Map(this.keys().map((known, position) => [known, position]));
    const position = this.#positions.get(index);
    if (position === undefined) return undefined;
    this.#next = position + 1;
    return this.#values[position];
  }
}

const DOT = 46;

/** Whether an index comes after another in the MIB. Without splitting them: it is asked of every value that comes. */
export function isBehind(index: string, previous: string): boolean {
  let at = 0;
  while (at < index.length && index.charCodeAt(at) === previous.charCodeAt(at)) at++;
  if (at === index.length) return false;
  // What goes on where the other ends is below it, or has a longer number.
  if (at === previous.length) return true;
  const [end, previousEnd] = [endOfNumber(index, at), endOfNumber(previous, at)];
  return end === previousEnd ? index.charCodeAt(at) > previous.charCodeAt(at) : end > previousEnd;
}

function endOfNumber(oid: string, from: number): number {
  let end = from;
  while (end < oid.length && oid.charCodeAt(end) !== DOT) end++;
  return end;
}

/**
 * Walks all columns at once until each has ended.
 * @throws when the device does not answer, or its OIDs do not increase.
 */
export async function walkColumns(
  reader: RowReader,
  columns: readonly string[],
  maxRepetitions: number,
): Promise<Columns> {
  const lead = new ColumnCells();
  const walks = columns.map(
    (column, at): ColumnWalk => ({
      place: { column, octets: encodeOid(column), after: '' },
      cells: at === 0 ? lead : new ColumnCells(lead),
      rows: 0,
    }),
  );
  let open = walks;
  while (open.length > 0) {
    const answers = await reader.next(
      open.map(({ place }) => place),
      maxRepetitions,
    );
    open = open.filter((walk, index) => takeRows(walk, answers[index]));
  }
  return new Map(walks.map(({ place, cells }) => [place.column, cells]));
}

interface ColumnWalk {
  readonly place: Place;
  readonly cells: ColumnCells;
  /** Those without a value too. */
  rows: number;
}

/** @returns whether there may be more; the place is then behind what was taken. */
function takeRows(walk: ColumnWalk, answer: ColumnRows | undefined): boolean {
  if (!answer) return false;
  const { place, cells } = walk;
  const { indexes, values, width } = answer.rows;
  let ended = answer.at >= indexes.length;
  for (let at = answer.at; at < indexes.length; at += width) {
    const index = indexes[at];
    const value = values[at];
    if (index === undefined) {
      ended = true;
      break;
    }
    if (!isBehind(index, place.after)) {
      // An agent that says of the name it was asked for that there is nothing, where nothing follows.
      if (value === undefined) return false;
      throw new Error(
        `OIDs do not increase: ${place.column}.${index} follows ${place.column}.${place.after}`,
      );
    }
    // Where a row has no such value, the rows behind it may.
    if (value !== undefined) cells.push(index, value);
    place.after = index;
    walk.rows++;
  }
  if (walk.rows > MAX_ROWS) throw new Error(`column ${place.column} has more than ${MAX_ROWS} rows`);
  return !ended;
}
