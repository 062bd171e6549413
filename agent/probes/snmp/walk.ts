/** Reads columns of a table together, row by row. */
import type { Binding } from './client.ts';

/** What a walk needs of a client; tests pass a table of their own. */
export interface RowReader {
  /** @param rows at most; fewer where the reader knows that the device does better with less. */
  next(oids: readonly string[], rows: number): Promise<Binding[][]>;
}

/** A table with more rows than this is a loop or an attack. */
const MAX_ROWS = 20_000;

/** Column OID -> row index (the OID's rest) -> value. */
export type Columns = ReadonlyMap<string, ReadonlyMap<string, Binding>>;

const DOT = 46;

/** Whether an OID comes after another in the MIB. Without splitting them: it is asked of every value that comes. */
function isBehind(oid: string, previous: string): boolean {
  let at = 0;
  while (at < oid.length && oid.charCodeAt(at) === previous.charCodeAt(at)) at++;
  if (at === oid.length) return false;
  // What goes on where the other ends is below it, or has a longer number.
  if (at === previous.length) return true;
  const [end, previousEnd] = [endOfNumber(oid, at), endOfNumber(previous, at)];
  return end === previousEnd ? oid.charCodeAt(at) > previous.charCodeAt(at) : end > previousEnd;
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
  const found = new Map(columns.map((column) => [column, new Map<string, Binding>()]));
  let open = columns.map((column) => ({ column, last: column }));
  while (open.length > 0) {
    const answers = await reader.next(
      open.map(({ last }) => last),
      maxRepetitions,
    );
    open = open.flatMap(({ column, last }, index) => {
      const cells = found.get(column) ?? new Map<string, Binding>();
      const end = takeCells(answers[index] ?? [], column, last, cells);
      if (cells.size > MAX_ROWS) throw new Error(`column ${column} has more than ${MAX_ROWS} rows`);
      return end === undefined ? [] : [{ column, last: end }];
    });
  }
  return found;
}

/** @returns the last OID taken, from where to go on; `undefined` when the column has ended. */
function takeCells(
  bindings: readonly Binding[],
  column: string,
  from: string,
  cells: Map<string, Binding>,
): string | undefined {
  let last = from;
  for (const binding of bindings) {
    if (!binding.oid.startsWith(`${column}.`)) return undefined;
    if (!isBehind(binding.oid, last)) throw new Error(`OIDs do not increase: ${binding.oid} follows ${last}`);
    cells.set(binding.oid.slice(column.length + 1), binding);
    last = binding.oid;
  }
  return bindings.length === 0 ? undefined : last;
}
