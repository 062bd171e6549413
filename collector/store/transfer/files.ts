/** Formats of exported measurements. Each file is read back to the last digit. */
import { csvFormat } from './csv.ts';
import type { FileFormat } from './format.ts';
import { lineFormat } from './lines.ts';
import { parquetFormat } from './parquet.ts';

export const FILE_FORMATS = {
  lines: lineFormat,
  csv: csvFormat,
  parquet: parquetFormat,
} as const satisfies Record<string, FileFormat>;

/** @returns `undefined` when the name has no suffix that is known. */
export function formatOfFile(path: string): FileFormat | undefined {
  return Object.values(FILE_FORMATS).find(({ suffix }) => path.endsWith(suffix));
}
