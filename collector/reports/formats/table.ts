/** A report on a terminal. */
import type { ReportRow, UptimeReport } from '../report.ts';
import type { Format, Reader } from './format.ts';
import { definitionText, duration, headerLines, outageMs, percent, targetText } from './words.ts';

/** Longer names are cut, so that a row stays a row. */
const NAME_WIDTH = 44;

const cut = (name: string) => (name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name);

function cellsOf(row: ReportRow, reader: Reader): string[] {
  const { language } = reader;
  return [
    cut(row.name),
    String(row.members),
    percent(row.availability, language),
    percent(row.otherHours, language),
    percent(row.worst?.availability ?? null, language),
    duration(outageMs(row), reader),
    String(row.time.outages),
    String(row.time.shortOutages),
    duration(row.time.longestOutageMs, reader),
    duration(row.mttrMs, reader),
    duration(row.time.degradedMs, reader),
    duration(row.time.unknownMs, reader),
    duration(row.time.excludedMs, reader),
    targetText(row, language),
    duration(row.target?.breachMs ?? null, reader),
  ];
}

function write(report: UptimeReport, reader: Reader): string {
  const { t } = reader;
  const { header } = report;
  const head = [
    t(`report.grouping.${header.grouping}`),
    t('report.column.members'),
    t('report.column.availability'),
    t(`report.column.other_hours.${header.hours}`),
    t('report.column.worst'),
    t('report.column.outage'),
    t('report.column.outages'),
    t('report.column.short'),
    t('report.column.longest'),
    t('report.column.mttr'),
    t('report.column.degraded'),
    t('report.column.unknown'),
    t('report.column.excluded'),
    t('report.column.target'),
    t('report.column.breach'),
  ];
  const body = [...report.rows, report.total].map((row) => cellsOf(row, reader));
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const labels = headerLines(header, reader).map(([label, text]) => `${label}: ${text}`);
  return `${[
    header.title,
    ...(header.demonstration ? [t('report.demonstration')] : []),
    ...labels,
    '',
    line(head),
    rule,
    ...body.slice(0, -1).map(line),
    rule,
    line(body.at(-1) ?? []),
    '',
    `${t('report.definitions')}:`,
    ...report.definitions.map((definition) => `- ${definitionText(definition, header, reader)}`),
  ].join('\n')}\n`;
}

export const tableFormat: Format = { name: 'table', contentType: 'text/plain; charset=utf-8', write };
