/** Turns content into the bytes of a PDF: fonts, paper, page numbers. The same content gives the same bytes. */

import type { Content, Definition, Layout } from 'pdfmake';
import pdfmake from 'pdfmake';
import { packagePath } from '../../../../config/package-path.ts';
import { VERSION } from '../../../../model/version.ts';

/** One millimetre in points. */
export const MM = 72 / 25.4;

/** A4 and its margins by Nghị định 30/2020/NĐ-CP, phụ lục I: 20 mm, and 30 mm where it is bound. */
const MARGINS = { left: 30 * MM, top: 20 * MM, right: 20 * MM, bottom: 20 * MM };
/** Between the margins. */
export const PORTRAIT_WIDTH = 210 * MM - MARGINS.left - MARGINS.right;
export const LANDSCAPE_WIDTH = 297 * MM - MARGINS.left - MARGINS.right;

/** Metric-compatible with Times New Roman, which the decree asks for, and with every Vietnamese letter. */
const FACES = {
  normal: 'Tinos-Regular',
  bold: 'Tinos-Bold',
  italics: 'Tinos-Italic',
  bolditalics: 'Tinos-Bold',
};

const GREY = '#8a8a8a';
const LAYOUTS: Record<string, Layout> = {
  /** Ruled, with a shaded head. */
  ruled: {
    hLineWidth: () => 0.5,
    vLineWidth: () => 0.5,
    hLineColor: () => GREY,
    vLineColor: () => GREY,
    paddingLeft: () => 3,
    paddingRight: () => 3,
    paddingTop: () => 2,
    paddingBottom: () => 2,
    fillColor: (row, { table }) => (row < Number(table.headerRows ?? 0) ? '#e8e8e8' : null),
  },
  /** Rows close to each other, a thin line below each. */
  dense: {
    hLineWidth: (line) => (line === 0 ? 0 : 0.25),
    vLineWidth: () => 0,
    hLineColor: () => '#cccccc',
    paddingLeft: () => 2,
    paddingRight: () => 2,
    paddingTop: () => 1,
    paddingBottom: () => 1,
  },
};

export interface Paper {
  readonly title: string;
  readonly language: string;
  /** What the file says when it was made: of a report its moment of knowledge, so that bytes repeat. */
  readonly createdMs: number;
  readonly content: Content[];
}

/** @returns the whole file. */
export function renderPdf({ title, language, createdMs, content }: Paper): Promise<Buffer> {
  const fontPath = (face: string) => packagePath(`config/defaults/fonts/${face}.ttf`);
  const faces = Object.fromEntries(Object.entries(FACES).map(([style, face]) => [style, fontPath(face)]));
  pdfmake.setFonts({ Tinos: faces });
  // Nothing in a report is fetched from anywhere.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(faces).includes(path));
  pdfmake.setTableLayouts(LAYOUTS);
  const created = new Date(createdMs);
  const definition: Definition = {
    pageSize: 'A4',
    pageMargins: [MARGINS.left, MARGINS.top, MARGINS.right, MARGINS.bottom],
    version: '1.7',
    language,
    info: {
      title,
      creator: 'Canh Mạng',
      producer: `canhmang ${VERSION}`,
      creationDate: created,
      modDate: created,
    },
    defaultStyle: { font: 'Tinos', fontSize: 13, lineHeight: 1.15 },
    styles: {
      heading: { bold: true, margin: [0, 10, 0, 4] },
      small: { fontSize: 9, lineHeight: 1.1 },
      note: { fontSize: 11, italics: true, margin: [0, 2, 0, 4] },
    },
    // In the upper margin, centred, not on the first page (phụ lục I, mục II.7).
    header: (page) =>
      page === 1 ? '' : { text: String(page), alignment: 'center', margin: [0, 10 * MM, 0, 0] },
    content: content.map(nfc),
  };
  return pdfmake.createPdf(definition).getBuffer();
}

/** Letters and their marks as one character: the form that searching and copying expect. */
function nfc(content: Content): Content {
  return JSON.parse(JSON.stringify(content).normalize('NFC')) as Content;
}
