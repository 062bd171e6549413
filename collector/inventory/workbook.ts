/**
 * The cells of an XLSX workbook's first sheet. A few bytes of one can unfold to anything: parts that are larger than the
 * archive says, a cell at the far end of a sheet with everything before it empty, one long text in every cell.
 */
import type { Unzipped } from 'fflate';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';
import { TableProblem } from './table-problem.ts';

/** A workbook that unfolds to more than this is not read. */
const MAX_UNFOLDED_BYTES = 64 * 1024 * 1024;
/** From the first to the farthest, of all sheets, whether there is anything in them: each takes memory when it is read. */
const MAX_CELLS = 10_000_000;
/** Of all cells together: texts that are the same stand once in the file. */
const MAX_SIGNS = 64 * 1024 * 1024;

/** What is read of a workbook; pictures and settings of printers are not. */
const READ = /\.xml(\.rels)?$/;
/** Where a row or a cell is: `r="12"`, `r="AB12"` (ECMA-376 part 1, section 18.3.1.4). */
const PLACE = /(?<![\w:.-])r\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const A1 = /^\s*([A-Za-z]{0,3})(\d{1,7})\s*$/;
/** Of what is no such place, what may still be read as a number: `1e9`, `&#57;9`. The words of a cell may be anything else. */
const COULD_COUNT = /[\d&]|Infinity/;

/** @throws TableProblem */
export async function readWorkbook(bytes: Buffer): Promise<readonly (readonly unknown[])[]> {
  try {
    const parts = unfold(bytes);
    checkExtent(parts);
    // The reader looks at each part's own head and unfolds what it finds there, whatever the list at the end says: what
    // it is given is what was looked at.
    const [sheet] = await readXlsxFile(Buffer.from(zipSync(parts, { level: 0 })));
    const cells = sheet?.data ?? [];
    checkTexts(cells);
    return cells;
  } catch (error) {
    if (error instanceof TableProblem) throw error;
    throw new TableProblem('not_a_table', error instanceof Error ? error.message : String(error));
  }
}

/** Each part takes no more than it says. */
function unfold(bytes: Buffer): Unzipped {
  let unfolded = 0;
  return unzipSync(bytes, {
    filter({ name, originalSize }) {
      if (!READ.test(name)) return false;
      unfolded += originalSize;
      if (unfolded > MAX_UNFOLDED_BYTES) throw new TableProblem('too_large');
      return true;
    },
  });
}

/**
 * Of every part: which of them is the sheet is said in another.
 * @throws TableProblem of a sheet that is larger than any list, or says where its cells are in a way that hides it.
 */
function checkExtent(parts: Unzipped): void {
  let cells = 0;
  for (const [name, part] of Object.entries(parts)) {
    let [lastRow, lastColumn] = [1, 1];
    for (const [, double, single] of strFromU8(part, true).matchAll(PLACE)) {
      const place = double ?? single ?? '';
      const [, letters = '', row] = A1.exec(place) ?? [];
      if (row === undefined && COULD_COUNT.test(place))
        throw new TableProblem('not_a_table', `${name}: r="${place.slice(0, 20)}"`);
      lastRow = Math.max(lastRow, Number(row ?? 1));
      lastColumn = Math.max(lastColumn, columnOf(letters));
    }
    cells += lastRow * lastColumn;
    if (cells > MAX_CELLS) throw new TableProblem('too_large');
  }
}

/** `A` is 1, `AA` 27. */
function columnOf(letters: string): number {
  return [...letters.toUpperCase()].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

function checkTexts(cells: readonly (readonly unknown[])[]): void {
  let signs = 0;
  for (const row of cells) {
    for (const cell of row) if (typeof cell === 'string') signs += cell.length;
    if (signs > MAX_SIGNS) throw new TableProblem('too_large');
  }
}
