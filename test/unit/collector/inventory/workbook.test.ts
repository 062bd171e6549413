/** Workbooks that are small and unfold to more than a machine has. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { TableProblem } from '../../../../collector/inventory/table-problem.ts';
import { readWorkbook } from '../../../../collector/inventory/workbook.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface Parts {
  /** Inside `sheetData`. */
  readonly rows: string;
  readonly strings?: string;
  readonly sheetPath?: string;
}

function workbook({ rows, strings = '', sheetPath = 'worksheets/sheet1.xml' }: Parts): Buffer {
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`;
  const parts = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation('rId1', 'worksheet', sheetPath)}${relation('rId2', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${strings}</sst>`,
    [`xl/${sheetPath}`]: `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))),
  );
}

const text = (place: string, words: string) => `<c r="${place}" t="inlineStr"><is><t>${words}</t></is></c>`;
const FIRST = `<row r="1">${text('A1', 'id')}</row>`;

async function codeOf(bytes: Buffer): Promise<string> {
  try {
    await readWorkbook(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    return error.code;
  }
}

/** As an archive whose list at the end says something else of a part than the part itself. */
function withList(bytes: Buffer, part: string, size: number): Buffer {
  const changed = Buffer.from(bytes);
  // The list's entry: its name stands 46 bytes in, the size 24 (APPNOTE 4.3.12).
  const at = changed.lastIndexOf(part) - 46;
  changed.writeUInt32LE(size, at + 24);
  return changed;
}

describe('a workbook', () => {
  it('is read, whatever words its cells have', async () => {
    const rows = `<row r="1">${text('A1', 'id')}${text('C1', 'r="x y" r="12"')}</row><row r="3">${text('A3', 'a &amp; b')}</row>`;
    expect(await readWorkbook(workbook({ rows }))).toEqual([
      ['id', null, 'r="x y" r="12"'],
      [null, null, null],
      ['a & b', null, null],
    ]);
  });

  it.each([
    ['a cell at the end of the sheet', `${FIRST}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`],
    ['a row behind every end', `${FIRST}<row r="9999999"><c r="B9999999"><v>1</v></c></row>`],
    ['a column behind every end', `<row r="1"><c r="ZZZ1"><v>1</v></c></row><row r="999"/>`],
  ])('with %s is too large', async (_, rows) => {
    expect(await codeOf(workbook({ rows }))).toBe('too_large');
    // Which part is the sheet says another.
    expect(await codeOf(workbook({ rows, sheetPath: 'other.xml' }))).toBe('too_large');
  });

  it.each(['999999999', '1e9', '0x3fffffff', 'Infinity', '&#57;99999999', 'ABCDEFG1'])(
    'with a row at "%s" is none',
    async (place) => {
      const rows = `${FIRST}<row r='${place}'><c r="A2"><v>1</v></c></row>`;
      expect(await codeOf(workbook({ rows }))).toBe('not_a_table');
    },
  );

  it('with a long text in every cell is too large', async () => {
    const cell = '<c t="s" r="';
    const rows = Array.from(
      { length: 2_100 },
      (_, row) => `<row r="${row + 1}">${cell}A${row + 1}"><v>0</v></c></row>`,
    );
    const strings = `<si><t>${'x'.repeat(32_767)}</t></si>`;
    expect(await codeOf(workbook({ rows: rows.join(''), strings }))).toBe('too_large');
  });

  it('whose list says that a large part is small is not unfolded beyond it', async () => {
    const rows = FIRST + '<row/>'.repeat(200_000);
    const bytes = withList(workbook({ rows }), 'xl/worksheets/sheet1.xml', 300);
    const table = await readWorkbook(bytes).catch(() => []);
    expect(table.length).toBeLessThan(100);
  });

  it('reads no entities that it declares', async () => {
    const rows = FIRST.replace('id', '&a;');
    const bytes = workbook({ rows });
    expect(JSON.stringify(await readWorkbook(bytes))).toContain('&a;');
  });
});
