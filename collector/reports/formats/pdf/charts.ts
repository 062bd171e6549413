/** Charts of a report, drawn so that they can be read in black and white too. Pure. */
import type { Content, Shape } from 'pdfmake';
import type { ReportCharts, StripCell, UptimeReport } from '../../report.ts';
import { dayOf, durationText, percentText } from '../document-words.ts';
import type { Reader } from '../format.ts';
import { LANDSCAPE_WIDTH, PORTRAIT_WIDTH } from './render.ts';

/** From good to bad, each darker than the one before: lower bound of availability, colour. */
const STEPS = [
  { from: 1, colour: '#d7ecd9' },
  { from: 0.999, colour: '#a3cfa8' },
  { from: 0.99, colour: '#f0c75e' },
  { from: 0.95, colour: '#dd7f3b' },
  { from: 0, colour: '#a31515' },
] as const;
const NOBODY_LOOKED = '#ffffff';
const EXCLUDED = '#7f97b8';
const INK = '#4a5a78';

/** Most of the cell was planned, or nobody looked: that is what it shows. */
function colourOf({ availability, unknown, excluded }: StripCell): string {
  if (excluded > 0.5) return EXCLUDED;
  if (availability === null || unknown > 0.5) return NOBODY_LOOKED;
  return STEPS.find(({ from }) => availability >= from)?.colour ?? STEPS[4].colour;
}

const NAME_WIDTH = 190;
const PERCENT_WIDTH = 48;
const NUMBER_WIDTH = 18;

/** A row of days for each row of the report, its head repeated on every page. */
export function stripsOf({ rows: members, charts, header }: UptimeReport, reader: Reader): Content[] {
  const { t, language } = reader;
  const { strips, cell } = charts;
  const ratios = new Map(members.map(({ key, availability }) => [key, availability]));
  const count = Math.max(1, ...strips.map(({ cells }) => cells.length));
  const width = LANDSCAPE_WIDTH - NAME_WIDTH - PERCENT_WIDTH - NUMBER_WIDTH - 16;
  const step = Math.min(width / count, 40);
  const days = strips[0]?.cells.map(({ fromMs }) => dayOf(fromMs, header.timeZone)) ?? [];
  const everyNth = Math.ceil(10 / step);
  const scale = days.map(({ day, month }, index) => ({
    width: step,
    text: index % everyNth === 0 ? (cell === 'day' ? day : month) : '',
    alignment: 'center' as const,
  }));
  const head: Content[] = [
    { text: 'TT', alignment: 'center', bold: true },
    { text: t('document.column.name'), bold: true },
    { columns: scale, fontSize: 6 },
    { text: t('document.column.availability'), alignment: 'right', bold: true },
  ];
  const rows = strips.map(({ key, name, cells }, index): Content[] => [
    { text: String(index + 1), alignment: 'center' },
    { text: name },
    { canvas: cells.map((each, place) => box(place * step, step, colourOf(each))) },
    { text: percentText(ratios.get(key) ?? null, language), alignment: 'right' },
  ]);
  return [
    legendOf(reader),
    {
      fontSize: 7.5,
      lineHeight: 1,
      layout: 'dense',
      table: {
        headerRows: 1,
        dontBreakRows: true,
        widths: [NUMBER_WIDTH, NAME_WIDTH, width, PERCENT_WIDTH],
        body: [head, ...rows],
      },
    },
  ];
}

function box(x: number, step: number, color: string): Shape {
  return { type: 'rect', x, y: 0.5, w: step - 0.6, h: 8, color, lineWidth: 0.2, lineColor: '#999999' };
}

function legendOf({ t, language }: Reader): Content {
  const steps = STEPS.map(({ from, colour }, index) => {
    const percent = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB').format;
    const said = from === 1 ? '100 %' : from === 0 ? `< ${percent(95)} %` : `≥ ${percent(from * 100)} %`;
    return { colour, said, index };
  });
  const all = [
    ...steps,
    { colour: NOBODY_LOOKED, said: t('document.legend.unknown') },
    { colour: EXCLUDED, said: t('document.legend.excluded') },
  ];
  return {
    margin: [0, 0, 0, 6],
    fontSize: 8,
    columns: all.flatMap(({ colour, said }) => [
      { width: 16, canvas: [box(0, 14, colour)] },
      { width: 'auto', text: said, margin: [0, 0, 14, 0] },
    ]),
  };
}

interface Bar {
  readonly name: string;
  /** 0 to 1 of the longest. */
  readonly length: number;
  readonly said: string;
}

function barsOf(bars: readonly Bar[]): Content {
  const [nameWidth, saidWidth] = [160, 145];
  const width = PORTRAIT_WIDTH - nameWidth - saidWidth - 12;
  return {
    fontSize: 10,
    lineHeight: 1,
    layout: 'dense',
    margin: [0, 2, 0, 6],
    table: {
      dontBreakRows: true,
      widths: [nameWidth, width, saidWidth],
      body: bars.map(({ name, length, said }) => [
        { text: name },
        { canvas: [{ type: 'rect', x: 0, y: 2, w: Math.max(0.5, width * length), h: 9, color: INK }] },
        { text: said, alignment: 'right' },
      ]),
    },
  };
}

/** What outages came from, longest first. */
export function causesOf({ causes }: ReportCharts, reader: Reader): Content {
  const { t, language } = reader;
  const longest = Math.max(0, ...causes.map(({ ms }) => ms));
  const bars = causes
    .filter(({ ms }) => ms > 0)
    .map(({ cause, ms, share }) => ({
      name: t(`cause.${cause}`),
      length: ms / longest,
      said: `${durationText(ms, reader)} (${new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { style: 'percent', maximumFractionDigits: 1 }).format(share)})`,
    }));
  return bars.length > 0 ? barsOf(bars) : { text: t('document.no_outage'), style: 'note' };
}

/** The ten that were away longest: bars of what was missing. */
export function worstOf({ worst }: ReportCharts, reader: Reader): Content {
  const most = Math.max(0, ...worst.map(({ availability }) => 1 - availability));
  if (most === 0) return { text: reader.t('document.no_outage'), style: 'note' };
  return barsOf(
    worst.map(({ name, availability }) => ({
      name,
      length: (1 - availability) / most,
      said: percentText(availability, reader.language),
    })),
  );
}
