/** The formats of reports by name. */
import { csvFormat } from './csv.ts';
import type { Format } from './format.ts';
import { htmlFormat } from './html/format.ts';
import { jsonFormat } from './json.ts';
import { pdfFormat } from './pdf/format.ts';
import { tableFormat } from './table.ts';
import { xlsxFormat } from './xlsx/format.ts';

export const FORMATS: readonly Format[] = [
  tableFormat,
  jsonFormat,
  csvFormat,
  htmlFormat,
  pdfFormat,
  xlsxFormat,
];

export function formatNamed(name: string): Format | undefined {
  return FORMATS.find((format) => format.name === name);
}
