/** Reads columns of a table together, row by row. */
import { encodeOid } from './codec/oid.ts';
import type { Binding, Place, Rows } from './codec/pdu.ts';

/** What a walk needs of a client; tests pass a table of their own. */
export interface RowReader {
  /** Rows behind each place: `rows` of them at most, fewer where the reader knows that the device does better with less. */
  next(places: readonly Place[], rows: number): Promise<Rows[]>;
}

/** A table with more rows than this is a loop or an attack. */
const MAX_ROWS = 20_000;

/** Column OID -> row index (the OID's rest) -> value. */
export type Columns = ReadonlyMap<string, ReadonlyMap<string, Binding>>;

const DOT = 46;

/** Whether an index comes after another in the MIB. Without splitting them: it is asked of every value that comes. */
function isBehind(index: string, previous: string): boolean {
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
  const walks = columns.map(
    (column): ColumnWalk => ({
      place: { column, octets: encodeOid(column), after: '' },
      cells: new Map(),
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
  readonly cells: Map<string, Binding>;
  /** Those without a value too. */
  rows: number;
}

/** @returns whether there may be more; the place is then behind what was taken. */
function takeRows(walk: ColumnWalk, answer: Rows | undefined): boolean {
  if (!answer) return false;
  const { place, cells } = walk;
  const { indexes, bindings } = answer;
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at] ?? '';
    const binding = bindings[at];
    if (!isBehind(index, place.after)) {
      // An agent that says of the name it was asked for that there is nothing, where nothing follows.
      if (binding === undefined) return false;
      throw new Error(
        `OIDs do not increase: ${place.column}.${index} follows ${place.column}.${place.after}`,
      );
    }
    // Where a row has no such value, the rows behind it may.
    if (binding !== undefined) cells.set(index, binding);
    place.after = index;
  }
  walk.rows += indexes.length;
  if (walk.rows > MAX_ROWS) throw new Error(`column ${place.column} has more than ${MAX_ROWS} rows`);
  return !answer.ended && indexes.length > 0;
}
