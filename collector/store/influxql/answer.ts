/** Answers of `/query`, as InfluxDB 1.x, 2.x and 3.x give them. */
import { z } from 'zod';

/** Integers beyond what a double holds; our own mark in front keeps their digits through `JSON.parse`. */
const LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const MARK = '\u0000int ';

const cellSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export type Cell = z.output<typeof cellSchema>;

const rowSetSchema = z.object({
  name: z.string().default(''),
  tags: z.record(z.string(), z.string()).default({}),
  columns: z.array(z.string()),
  values: z.array(z.array(cellSchema)).default([]),
});

export type RowSet = z.output<typeof rowSetSchema>;

const answerSchema = z.object({
  error: z.string().optional(),
  results: z
    .array(
      z.object({
        statement_id: z.number().default(0),
        error: z.string().optional(),
        series: z.array(rowSetSchema).default([]),
      }),
    )
    .default([]),
});

export interface StatementAnswer {
  /** Which of the statements it answers, from 0. */
  readonly statement: number;
  readonly series: RowSet[];
}

/** @throws when it is not an answer, or says that a statement failed. */
export function parseAnswer(text: string): StatementAnswer[] {
  const marked = text.replace(LONG_INTEGER, (token) =>
    token.startsWith('"') ? token : `"\\u0000int ${token}"`,
  );
  const { error, results } = answerSchema.parse(JSON.parse(marked));
  const failed = error ?? results.find((result) => result.error !== undefined)?.error;
  if (failed !== undefined) throw new Error(`the store cannot answer: ${failed}`);
  return results.map(({ statement_id, series }) => ({
    statement: statement_id,
    // Grouping by all tags lists those that a series does not have as empty ones.
    series: series.map((set) => ({ ...set, tags: withoutEmpty(set.tags) })),
  }));
}

function withoutEmpty(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
}

export type FieldType = 'float' | 'integer' | 'unsigned' | 'boolean' | 'string';

/** A cell as a number; `undefined` when it holds none. */
export function numberOf(cell: Cell | undefined): number | undefined {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return Number(cell);
  if (typeof cell === 'string' && cell.startsWith(MARK)) return Number(cell.slice(MARK.length));
  return undefined;
}

/** A cell as what the field holds: numbers do not say whether they are integers. */
export function valueOfCell(
  cell: Cell | undefined,
  type: FieldType,
): number | bigint | boolean | string | undefined {
  if (cell === null || cell === undefined) return undefined;
  if (typeof cell === 'boolean') return cell;
  if (typeof cell === 'string') {
    if (!cell.startsWith(MARK)) return cell;
    const digits = cell.slice(MARK.length);
    return type === 'float' ? Number(digits) : BigInt(digits);
  }
  return type === 'integer' || type === 'unsigned' ? BigInt(cell) : cell;
}
