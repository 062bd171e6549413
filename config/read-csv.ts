/** A CSV file with a heading into checked rows, each value with its place. */
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Place, Problem } from './problem.ts';
import { problemOfIssue } from './zod-problem.ts';

export interface CsvRow<T> {
  readonly value: T;
  /** Place of one column's value in this row. */
  at(column: string): Place;
}

export interface CsvFile<T> {
  /** The rows that fit; the others are among the problems. */
  readonly rows: readonly CsvRow<T>[];
  readonly problems: readonly Problem[];
}

const recordSchema = z.array(
  z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) }),
);

/** Where a field begins within a record as written: line offset and column, quotes respected. */
function fieldStart(raw: string, index: number): { line: number; column: number } {
  let line = 0;
  let column = 1;
  let field = 0;
  let quoted = false;
  for (const character of raw) {
    if (field === index && !quoted) break;
    if (character === '"') quoted = !quoted;
    if (character === ',' && !quoted) field++;
    if (character === '\n') {
      line++;
      column = 1;
    } else column++;
  }
  return { line, column };
}

/**
 * @param schema of one row; its keys are the columns. Cells are text; an empty cell is a missing value.
 */
export function readCsv<S extends z.ZodObject>(file: string, text: string, schema: S): CsvFile<z.output<S>> {
  let records: z.output<typeof recordSchema>;
  try {
    records = recordSchema.parse(
      parse(text, {
        bom: true,
        raw: true,
        info: true,
        skip_empty_lines: true,
        trim: true,
        relax_column_count: true,
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines ?? 1);
    return {
      rows: [],
      problems: [{ code: 'csv_syntax', place: { file, line, column: 1 }, params: { reason: error.message } }],
    };
  }
  const [heading, ...body] = records;
  const columns = heading?.record ?? [];
  const problems = checkHeading(file, columns, heading?.raw ?? '', schema);
  if (problems.length > 0) return { rows: [], problems };
  const rows: CsvRow<z.output<S>>[] = [];
  for (const { record, raw, info } of body) {
    // csv-parse names the line on which the record ends.
    const firstLine = info.lines - (raw.trimEnd().match(/\n/g)?.length ?? 0);
    const at = (column: string): Place => {
      const start = fieldStart(raw, columns.indexOf(column));
      return { file, line: firstLine + start.line, column: start.column };
    };
    if (record.length > columns.length) {
      const start = fieldStart(raw, columns.length);
      const place = { file, line: firstLine + start.line, column: start.column };
      const params = { count: String(record.length), columns: String(columns.length) };
      problems.push({ code: 'surplus_cells', place, params });
      continue;
    }
    const cells = columns.flatMap((column, index) =>
      // What looks the same is the same, whichever program wrote the file.
      record[index] ? [[column, record[index].normalize('NFC')] as const] : [],
    );
    const parsed = schema.safeParse(Object.fromEntries(cells), { reportInput: true });
    if (parsed.success) rows.push({ value: parsed.data, at });
    else {
      for (const issue of parsed.error.issues) {
        const column = String(issue.path[0] ?? columns[0]);
        problems.push(problemOfIssue(issue, at(column), column));
      }
    }
  }
  return { rows, problems };
}

function checkHeading(file: string, columns: readonly string[], raw: string, schema: z.ZodObject): Problem[] {
  const known = Object.keys(schema.shape);
  const unknown = columns.flatMap((column, index): Problem[] =>
    known.includes(column)
      ? []
      : [
          {
            code: 'unknown_column',
            place: { file, line: 1, column: fieldStart(raw, index).column },
            params: { column, known: known.join(', ') },
          },
        ],
  );
  const missing = known
    .filter((column) => !columns.includes(column) && !schema.shape[column]?.safeParse(undefined).success)
    .map(
      (column): Problem => ({
        code: 'missing_column',
        place: { file, line: 1, column: 1 },
        params: { column },
      }),
    );
  return [...unknown, ...missing];
}
