/** A table as people hand it over: an XLSX workbook's first sheet, or CSV as spreadsheets write it. */

import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { TableProblem } from './table-problem.ts';
import { readWorkbook } from './workbook.ts';

/** Rows of cells, the heading first; a row of the table is a row here, also where it is empty. */
export type Table = readonly (readonly string[])[];

/** XLSX is a ZIP archive (ECMA-376 part 2), which begins so. */
const ZIP = Buffer.from('PK\u0003\u0004');

/** @throws TableProblem */
export async function readTable(bytes: Buffer): Promise<Table> {
  if (bytes.subarray(0, ZIP.length).equals(ZIP))
    return (await readWorkbook(bytes)).map((row) => row.map(cellText));
  return readText(decode(bytes));
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  // What looks the same is the same (a Mac writes marks separately); a line break within a cell is none of the table.
  return String(cell)
    .normalize('NFC')
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .trim();
}

/** UTF-8, or UTF-16 with its mark, as "Unicode text" of spreadsheets is. @throws TableProblem `encoding` */
function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  const name =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    throw new TableProblem('encoding');
  }
}

/** Comma, semicolon (where the comma is for decimals, as in Vietnam) or tab: what the heading has most of. */
function delimiterOf(text: string): string {
  const [heading = ''] = text.split(/\r?\n/, 1);
  const counted = [',', ';', '\t'].map((sign) => [sign, heading.split(sign).length] as const);
  return counted.sort(([, one], [, other]) => other - one)[0]?.[0] ?? ',';
}

function readText(text: string): Table {
  try {
    const rows: unknown = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: false,
      trim: true,
    });
    return Array.isArray(rows) ? rows.map((row: unknown[]) => row.map(cellText)) : [];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TableProblem('not_a_table', error.message, Number(error.lines ?? 1));
  }
}

/** As the configuration's files are written: a row a line. */
export function csvOf(table: Table): string {
  const width = table[0]?.findLastIndex((cell) => cell !== '') ?? -1;
  // Spreadsheets fill up with empty columns.
  return stringify(
    table.map((row) =>
      row.every((cell) => cell === '')
        ? []
        : row.slice(0, Math.max(width + 1, row.findLastIndex((cell) => cell !== '') + 1)),
    ),
  );
}

/** The heading over a place in such a text. @param column from 1, in signs. */
export function headingAt(table: Table, csv: string, line: number, column: number): string | undefined {
  const before = (csv.split('\n')[line - 1] ?? '').slice(0, column - 1);
  const quotes = before.replaceAll(/"(?:[^"]|"")*"/g, '');
  return table[0]?.[quotes.split(',').length - 1];
}
