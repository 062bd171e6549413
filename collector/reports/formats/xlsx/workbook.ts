/** Sheets into the bytes of a workbook: with filters on every table, and the same bytes for the same sheets. */
import type { Blob } from 'node:buffer';
import type { Stream } from 'node:stream';
import { unzipSync, zipSync } from 'fflate';
import type { Feature, Sheet } from 'write-excel-file/node';
import writeExcelFile from 'write-excel-file/node';

/** The earliest time that a ZIP archive can say. */
const ZIP_EPOCH = new Date(1980, 0, 1, 12);

/** What the library takes as the content of a file inside the archive. */
type FileContent = Stream | Buffer | Blob;
export type WorkbookSheet = Sheet<FileContent>;

/** `A` to `Z`: no table of ours is wider. */
function columnName(index: number): string {
  return String.fromCharCode(65 + index);
}

/** Drop-downs in the frozen heads of tables (ECMA-376 part 1, 18.3.1.2); behind the cells, where the schema wants it. */
function filtersOf(sheets: readonly WorkbookSheet[]): Feature<FileContent> {
  const transform = (xml: string, _: unknown, { sheetIndex }: { readonly sheetIndex: number }) => {
    const { data, stickyRowsCount } = sheets[sheetIndex] ?? {};
    const head = data?.[0];
    if (stickyRowsCount !== 1 || head === undefined) return xml;
    const ref = `A1:${columnName(head.length - 1)}${data?.length}`;
    return xml.replace('</sheetData>', `</sheetData><autoFilter ref="${ref}"/>`);
  };
  return { files: { transform: { 'xl/worksheets/sheet{id}.xml': { transform } } } };
}

/** @returns the whole file. */
export async function writeWorkbook(sheets: readonly WorkbookSheet[]): Promise<Buffer> {
  const options = { fontFamily: 'Times New Roman', fontSize: 11, features: [filtersOf(sheets)] };
  const written = await writeExcelFile([...sheets], options).toBuffer();
  // The library stamps the archive with the present time.
  return Buffer.from(zipSync(unzipSync(written), { mtime: ZIP_EPOCH }));
}
