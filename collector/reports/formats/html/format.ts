/** A report as one page that needs nothing else: to read, to print, to send. */
import { formatTime } from '../../../../config/messages.ts';
import type { ReportOutage, ReportRow, UptimeReport } from '../../report.ts';
import type { Format, Reader } from '../format.ts';
import { letterheadWords } from '../letterhead.ts';
import { definitionText, duration, headerLines, outageMs, percent, targetText } from '../words.ts';
import { causeChart, STRIP_CLASSES, stripChart, worstChart } from './charts.ts';
import { STYLE } from './style.ts';
import { escapeText } from './text.ts';

const cell = (text: string, kind = '') => `<td${kind && ` class="${kind}"`}>${escapeText(text)}</td>`;
const headRow = (names: readonly string[]) =>
  `<thead><tr>${names.map((name) => `<th scope="col">${escapeText(name)}</th>`).join('')}</tr></thead>`;

function rowCells(row: ReportRow, number: string, reader: Reader): string {
  const { language } = reader;
  const figures = [
    String(row.members),
    percent(row.availability, language),
    percent(row.otherHours, language),
    percent(row.worst?.availability ?? null, language),
    duration(outageMs(row), reader),
    String(row.time.outages),
    duration(row.time.longestOutageMs, reader),
    duration(row.mttrMs, reader),
    duration(row.time.degradedMs, reader),
    duration(row.time.unknownMs, reader),
    duration(row.time.excludedMs, reader),
    targetText(row, language),
    duration(row.target?.breachMs ?? null, reader),
  ];
  return `${cell(number, 'number')}${cell(row.name)}${figures.map((text) => cell(text, 'figure')).join('')}`;
}

function mainTable(report: UptimeReport, reader: Reader): string {
  const { t } = reader;
  const { header, rows, total } = report;
  const head = [
    t('report.column.number'),
    t(`report.grouping.${header.grouping}`),
    t('report.column.members'),
    t('report.column.availability'),
    t(`report.column.other_hours.${header.hours}`),
    t('report.column.worst'),
    t('report.column.outage'),
    t('report.column.outages'),
    t('report.column.longest'),
    t('report.column.mttr'),
    t('report.column.degraded'),
    t('report.column.unknown'),
    t('report.column.excluded'),
    t('report.column.target'),
    t('report.column.breach'),
  ];
  const body = rows.map((row, index) => `<tr>${rowCells(row, String(index + 1), reader)}</tr>`);
  const foot = `<tfoot><tr>${rowCells(total, '', reader)}</tr></tfoot>`;
  return `<table>${headRow(head)}<tbody>${body.join('\n')}</tbody>${foot}</table>`;
}

function outageTable(outages: readonly ReportOutage[], report: UptimeReport, reader: Reader): string {
  const { language, t } = reader;
  const time = (ms: number) => formatTime(ms, language, report.header.timeZone);
  const head = (['site', 'from', 'to', 'duration', 'cause', 'incident'] as const).map((name) =>
    t(`report.column.${name}`),
  );
  const body = outages.map((outage) =>
    [
      '<tr>',
      cell(outage.line === null ? outage.siteName : `${outage.siteName} (${outage.line})`),
      cell(time(outage.fromMs), 'figure'),
      cell(outage.isOpen ? t('report.open') : time(outage.toMs), 'figure'),
      cell(duration(outage.countedMs, reader), 'figure'),
      cell(t(`report.cause.${outage.cause}`)),
      cell(outage.incident === null ? '' : `#${outage.incident}`, 'figure'),
      '</tr>',
    ].join(''),
  );
  return `<table>${headRow(head)}<tbody>${body.join('\n')}</tbody></table>`;
}

function charts(report: UptimeReport, reader: Reader): string[] {
  const { t } = reader;
  const { causes, worst, cell: unit } = report.charts;
  const legend = STRIP_CLASSES.map(
    (name) => `<span><i class="cell-${name}"></i>${escapeText(t(`report.legend.${name}`))}</span>`,
  );
  return [
    section(t(`report.chart.strips.${unit}`), [
      `<p class="legend">${legend.join(' ')}</p>`,
      stripChart(report, reader),
    ]),
    section(
      t('report.chart.causes'),
      causes.length === 0
        ? [`<p>${escapeText(t('report.chart.no_outage'))}</p>`]
        : [causeChart(report, reader)],
    ),
    ...(worst.length === 0 ? [] : [section(t('report.chart.worst'), [worstChart(report, reader)])]),
  ];
}

function section(title: string, body: readonly string[]): string {
  return `<section><h2>${escapeText(title)}</h2>\n${body.join('\n')}\n</section>`;
}

function outageLists(report: UptimeReport, reader: Reader): string[] {
  const { t } = reader;
  const { outages, shortOutages, outagesLeftOut, header } = report;
  const min = duration(header.minOutageMs, reader);
  return [
    ...(outages.length === 0 ? [] : [section(t('report.outages'), [outageTable(outages, report, reader)])]),
    ...(shortOutages.length === 0
      ? []
      : [section(t('report.short_outages', { min }), [outageTable(shortOutages, report, reader)])]),
    ...(outagesLeftOut === 0
      ? []
      : [`<p>${escapeText(t('report.left_out', { count: String(outagesLeftOut) }))}</p>`]),
  ];
}

/** Office and number beside country, motto, place and date. */
function openingOf({ header }: UptimeReport, reader: Reader): string[] {
  const words = letterheadWords(reader, header.asOfMs, header.timeZone);
  const text = (said: string, kind: string) => `<p class="${kind}">${escapeText(said)}</p>`;
  return [
    `<header><div>${text(words.parent, 'parent')}${text(words.office, 'office')}${text(words.number, 'small')}</div>`,
    `<div>${text(words.country, 'national')}${text(words.motto, 'motto')}${text(words.placeDate, 'small date')}</div>`,
    '</header>',
  ];
}

/** Who gets it, and room for signature and seal. */
function closingOf({ header }: UptimeReport, reader: Reader): string[] {
  const { t } = reader;
  const { sentTo, signerTitle, signer } = letterheadWords(reader, header.asOfMs, header.timeZone);
  return [
    `<footer><div><p class="sent">${escapeText(t('document.sent_to'))}</p>`,
    `${sentTo.map((name) => `<p>${escapeText(name)}</p>`).join('')}</div>`,
    `<div class="signature"><p class="office">${escapeText(signerTitle)}</p>`,
    `<p class="date">${escapeText(t('document.signature'))}</p>`,
    `<p class="office signer">${escapeText(signer)}</p></div></footer>`,
  ];
}

function write(report: UptimeReport, reader: Reader): string {
  const { language, t } = reader;
  const { header, definitions } = report;
  const facts = headerLines(header, reader).map(
    ([label, text]) => `<dt>${escapeText(label)}</dt><dd>${escapeText(text)}</dd>`,
  );
  const terms = definitions.map(
    (definition) => `<li>${escapeText(definitionText(definition, header, reader))}</li>`,
  );
  return `${[
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeText(`${t('report.title')} ${header.period}`)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...openingOf(report, reader),
    `<h1>${escapeText(t('report.title'))}</h1>`,
    `<p class="network">${escapeText(header.title)}</p>`,
    ...(header.demonstration
      ? [`<p class="demonstration">${escapeText(t('report.demonstration'))}</p>`]
      : []),
    `<dl>${facts.join('\n')}</dl>`,
    mainTable(report, reader),
    ...charts(report, reader),
    ...outageLists(report, reader),
    section(t('report.definitions'), [`<ol>${terms.join('\n')}</ol>`]),
    ...closingOf(report, reader),
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

export const htmlFormat: Format = {
  name: 'html',
  contentType: 'text/html; charset=utf-8',
  style: STYLE,
  write,
};
