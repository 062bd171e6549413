/** The charts of a report as inline SVG. Never by colour alone: every mark has a title, every bar its figure. */
import { formatTime } from '../../../../config/messages.ts';
import type { StripCell, UptimeReport } from '../../report.ts';
import type { Reader } from '../format.ts';
import { duration, percent } from '../words.ts';
import { escapeText } from './text.ts';

/** Of a chart, in its own units; it is scaled to the page. */
const WIDTH = 1_000;
const LABEL_WIDTH = 320;
const ROW_HEIGHT = 22;

export const STRIP_CLASSES = ['full', 'high', 'low', 'poor', 'none'] as const;
type StripClass = (typeof STRIP_CLASSES)[number];

function classOf({ availability }: StripCell): StripClass {
  if (availability === null) return 'none';
  if (availability === 1) return 'full';
  if (availability >= 0.99) return 'high';
  return availability >= 0.9 ? 'low' : 'poor';
}

const label = (text: string, y: number) =>
  `<text x="${LABEL_WIDTH - 8}" y="${y + 15}" text-anchor="end">${escapeText(shorten(text))}</text>`;

const shorten = (text: string) => (text.length > 44 ? `${text.slice(0, 43)}…` : text);

function svg(height: number, title: string, body: readonly string[]): string {
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(title)}">`,
    ...body,
    '</svg>',
  ].join('\n');
}

/** A row of cells for each row of the report. */
export function stripChart({ charts, header }: UptimeReport, { language, t }: Reader): string {
  const day = (ms: number) => formatTime(ms, language, header.timeZone).replace(/^\S+\s|,.*$/g, '');
  const title = t(`report.chart.strips.${charts.cell}`);
  const body = charts.strips.flatMap(({ name, cells }, row) => {
    const y = row * ROW_HEIGHT;
    const width = (WIDTH - LABEL_WIDTH) / Math.max(1, cells.length);
    const marks = cells.map((cell, index) => {
      const x = (LABEL_WIDTH + index * width).toFixed(2);
      const says = `${name}, ${day(cell.fromMs)}: ${percent(cell.availability, language)}`;
      const box = `x="${x}" y="${y + 3}" width="${(width * 0.9).toFixed(2)}" height="${ROW_HEIGHT - 6}"`;
      return `<rect class="cell-${classOf(cell)}" ${box}><title>${escapeText(says)}</title></rect>`;
    });
    return [label(name, y), ...marks];
  });
  return svg(charts.strips.length * ROW_HEIGHT, title, body);
}

interface Bar {
  readonly name: string;
  /** 0 to 1 of the chart's width. */
  readonly share: number;
  readonly text: string;
}

function barChart(title: string, bars: readonly Bar[]): string {
  const room = WIDTH - LABEL_WIDTH - 250;
  const body = bars.flatMap(({ name, share, text }, row) => {
    const y = row * ROW_HEIGHT;
    const width = Math.max(1, share * room).toFixed(2);
    return [
      label(name, y),
      `<rect class="bar" x="${LABEL_WIDTH}" y="${y + 3}" width="${width}" height="${ROW_HEIGHT - 6}"/>`,
      `<text x="${(LABEL_WIDTH + Number(width) + 8).toFixed(2)}" y="${y + 15}">${escapeText(text)}</text>`,
    ];
  });
  return svg(bars.length * ROW_HEIGHT, title, body);
}

export function causeChart({ charts }: UptimeReport, reader: Reader): string {
  const { language, t } = reader;
  const bars = charts.causes.map(({ cause, ms, share }) => ({
    name: t(`report.cause.${cause}`),
    share,
    text: `${percent(share, language)} (${duration(ms, reader)})`,
  }));
  return barChart(t('report.chart.causes'), bars);
}

/** Bars are of what is missing from 100 %: the differences are there. */
export function worstChart({ charts }: UptimeReport, { language, t }: Reader): string {
  const most = Math.max(...charts.worst.map(({ availability }) => 1 - availability), Number.EPSILON);
  const bars = charts.worst.map(({ name, availability }) => ({
    name,
    share: (1 - availability) / most,
    text: percent(availability, language),
  }));
  return barChart(t('report.chart.worst'), bars);
}
