/** Rows for people, as JSON and as CSV: the same for every list. */
import { stringify } from 'csv-stringify/sync';
import { safeCell } from './remote/safe-text.ts';
import type { Terminal } from './terminal.ts';

export interface TableOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]./s;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

/** Quoted as text, as spreadsheets do it themselves: somebody else may have typed it. */
function withoutFormula(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

/**
 * @param columns text of each column by its name; CSV is headed by the names.
 * @param heading of a column, for people.
 */
export function printTable<T>(
  { out }: Terminal,
  { json, csv }: TableOptions,
  rows: readonly T[],
  columns: Readonly<Record<string, (row: T) => string>>,
  heading: (column: string) => string,
): void {
  if (json) {
    out(JSON.stringify(rows, null, 2));
    return;
  }
  const names = Object.keys(columns);
  const cells = rows.map((row) => Object.values(columns).map((textOf) => textOf(row)));
  if (csv) {
    out(stringify([names, ...cells.map((row) => row.map(withoutFormula))]).trimEnd());
    return;
  }
  if (rows.length === 0) return;
  const all = [names.map(heading), ...cells.map((row) => row.map(safeCell))];
  const widths = names.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  for (const line of all)
    out(
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
