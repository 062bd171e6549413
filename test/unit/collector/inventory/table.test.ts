import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { kindOfHeading } from '../../../../collector/inventory/import.ts';
import { csvOf, headingAt, readTable } from '../../../../collector/inventory/table.ts';
import { TableProblem } from '../../../../collector/inventory/table-problem.ts';

const HEADING = ['id', 'name', 'note'];
const ROWS = [HEADING, ['a', 'Mù Cang Chải', 'x, y'], ['b', 'Trạm Tấu', '']];

async function codeOf(bytes: Buffer): Promise<string> {
  try {
    await readTable(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    return error.code;
  }
}

describe('a table', () => {
  it.each([
    ['UTF-8 with commas', Buffer.from('id,name,note\na,Mù Cang Chải,"x, y"\nb,Trạm Tấu,\n')],
    [
      'UTF-8 with a mark and semicolons',
      Buffer.from('\ufeffid;name;note\r\na;Mù Cang Chải;x, y\r\nb;Trạm Tấu;\r\n'),
    ],
    [
      'UTF-16 with tabs',
      Buffer.from('\ufeffid\tname\tnote\r\na\tMù Cang Chải\tx, y\r\nb\tTrạm Tấu\t\r\n', 'utf16le'),
    ],
  ])('is read from %s', async (_, bytes) => {
    expect(await readTable(bytes)).toEqual(ROWS);
  });

  it('is read from a workbook, numbers and line breaks as they are read', async () => {
    const cells = [...ROWS, ['c', 12, 'hai\ndòng']].map((row) =>
      row.map((value) => ({ value: value === '' ? null : value })),
    );
    const buffer = await writeXlsxFile(cells as never).toBuffer();
    expect((await readTable(buffer)).map((row) => row.map(String))).toEqual([
      ...ROWS,
      ['c', '12', 'hai dòng'],
    ]);
  });

  it.each([
    ['encoding', Buffer.from('id,name\na,M\xf9 Cang', 'latin1')],
    ['not_a_table', Buffer.from('id,name\na,"không đóng')],
    ['not_a_table', Buffer.from('PK\u0003\u0004 không phải bảng tính')],
    ['not_a_table', Buffer.from(zipSync({ 'xl/other.xml': Buffer.from('<x/>') }))],
    ['too_large', Buffer.from(zipSync({ 'xl/workbook.xml': Buffer.alloc(65 * 1024 * 1024) }, { level: 1 }))],
  ])('is refused as %s', async (code, bytes) => expect(await codeOf(bytes)).toBe(code));

  it('comes out as it went in, a row a line, and every cell is found by its place', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .map((text) => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim());
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const all = [HEADING, ...rows.map(([first, ...rest]) => [`x${first}`, ...rest])];
        const text = csvOf(all);
        const read = await readTable(Buffer.from(text));
        expect(read.map((row) => HEADING.map((_, index) => row[index] ?? ''))).toEqual(all);
        const line = (text.split('\n')[1] ?? '').length;
        expect(headingAt(all, text, 2, 1)).toBe('id');
        expect(headingAt(all, text, 2, line + 1)).toBe('note');
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a file is', () => {
  it.each([
    ['id,short_name,name,class,unit,upstream,address', 'sites'],
    ['id,site,kind,name,address', 'devices'],
    ['id,site,carrier,bandwidth_kbps,device,interface,target_percent', 'lines'],
    ['id,site,name,level,address', 'rooms'],
    ['code,name_vi,type', 'units'],
    ['old_code,new_code,share', 'unit_changes'],
    ['id,name', undefined],
    ['', undefined],
    ['__proto__,constructor', undefined],
  ])('"%s" is told by the heading: %s', (heading, kind) =>
    expect(kindOfHeading(heading.split(','))).toBe(kind),
  );
});
