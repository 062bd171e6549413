/** The parts that make a paper an official document (Nghị định 30/2020/NĐ-CP, phụ lục I). Pure. */
import type { Block, Content } from 'pdfmake';
import type { Reader } from '../format.ts';
import { letterheadWords } from '../letterhead.ts';
import { PORTRAIT_WIDTH } from './render.ts';

/** A thin line below the middle of what is above it. @param width points. */
function rule(width: number): Content {
  const line = { type: 'line' as const, x1: 0, y1: 1, x2: width, y2: 1, lineWidth: 0.7 };
  return { canvas: [line], alignment: 'center', margin: [0, 0, 0, 4] };
}

export interface Opening {
  /** `BÁO CÁO` */
  readonly kind: string;
  /** What it is about (trích yếu). */
  readonly about: string;
  /** The day on it, epoch milliseconds. */
  readonly dateMs: number;
  readonly timeZone: string;
}

/** Office and country, number, place and date, name of the document. */
export function openingOf({ kind, about, dateMs, timeZone }: Opening, reader: Reader): Content[] {
  const words = letterheadWords(reader, dateMs, timeZone);
  const left = PORTRAIT_WIDTH * 0.42;
  const right = PORTRAIT_WIDTH - left;
  return [
    {
      columns: [
        {
          width: left,
          alignment: 'center',
          stack: [
            { text: words.parent, fontSize: 12 },
            { text: words.office, fontSize: 12, bold: true },
            rule(left * 0.4),
            { text: words.number, margin: [0, 4, 0, 0] },
          ],
        },
        {
          width: right,
          alignment: 'center',
          stack: [
            { text: words.country, fontSize: 12, bold: true, noWrap: true },
            { text: words.motto, bold: true },
            rule(right * 0.54),
            { text: words.placeDate, italics: true, margin: [0, 4, 0, 0] },
          ],
        },
      ],
    },
    { text: kind.toUpperCase(), bold: true, fontSize: 14, alignment: 'center', margin: [0, 20, 0, 0] },
    { text: about, bold: true, fontSize: 14, alignment: 'center' },
    rule(PORTRAIT_WIDTH * 0.3),
  ];
}

/** Who gets it, and room for signature and seal. Stays together on one page. */
export function closingOf(
  { dateMs, timeZone }: Pick<Opening, 'dateMs' | 'timeZone'>,
  reader: Reader,
): Content {
  const { t } = reader;
  const { sentTo, signerTitle, signer } = letterheadWords(reader, dateMs, timeZone);
  return {
    unbreakable: true,
    margin: [0, 16, 0, 0],
    columns: [
      {
        width: '50%',
        stack: [
          { text: t('document.sent_to'), bold: true, italics: true, fontSize: 12 },
          ...sentTo.map((text) => ({ text, fontSize: 11 })),
        ],
      },
      {
        width: '50%',
        alignment: 'center',
        stack: [
          { text: signerTitle, bold: true },
          { text: t('document.signature'), italics: true, fontSize: 11, margin: [0, 0, 0, 64] },
          { text: signer, bold: true },
        ],
      },
    ],
  };
}

/** Begins an annex on a new page. @param number Roman, as the decree writes them. */
export function annexOf(number: string, title: string, reader: Reader, isWide: boolean): Content[] {
  const { t } = reader;
  return [
    {
      text: t('document.annex', { number }),
      bold: true,
      alignment: 'center',
      pageBreak: 'before',
      pageOrientation: isWide ? 'landscape' : 'portrait',
    },
    { text: title.toUpperCase(), bold: true, alignment: 'center', margin: [0, 0, 0, 8] },
  ];
}

export interface Column {
  readonly title: string;
  /** Points, or what the others leave. */
  readonly width: number | '*';
  readonly align?: 'left' | 'center' | 'right';
}

/** A ruled table whose head stands on every page, its rows numbered. */
export function tableOf(columns: readonly Column[], rows: readonly (readonly string[])[]): Block {
  const numbered: readonly Column[] = [{ title: 'TT', width: 20, align: 'center' }, ...columns];
  const cells = rows.map((row, index) =>
    [String(index + 1), ...row].map((text, column) => ({
      text,
      alignment: numbered[column]?.align ?? 'left',
    })),
  );
  const head = numbered.map(({ title }) => ({ text: title, bold: true, alignment: 'center' as const }));
  return {
    style: 'small',
    layout: 'ruled',
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: numbered.map(({ width }) => width),
      body: [head, ...cells],
    },
  };
}
