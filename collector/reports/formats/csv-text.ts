/** Rows as a CSV file for spreadsheets and programs. Pure. */
import { stringify } from 'csv-stringify/sync';

/** Excel takes a file for UTF-8 by it. */
const BYTE_ORDER_MARK = '\ufeff';

/** Lines end as RFC 4180 says. A cell that a spreadsheet would take for a formula is quoted as text. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + stringify([...rows], { record_delimiter: '\r\n', escape_formulas: true });
}
