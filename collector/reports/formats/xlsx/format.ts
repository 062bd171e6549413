/** The report as a workbook for people who reckon on: summary, rows, outages, definitions. */
import type { Row } from 'write-excel-file/node';
import type { ReportOutage, ReportRow, UptimeReport } from '../../report.ts';
import { durationText, periodText } from '../document-words.ts';
import type { Format, Reader } from '../format.ts';
import { letterheadWords } from '../letterhead.ts';
import { countCell, durationCell, headRow, middleCell, momentCell, shareCell, textCell } from './cells.ts';
import type { WorkbookSheet } from './workbook.ts';
import { writeWorkbook } from './workbook.ts';

export const xlsxFormat: Format = {
  name: 'xlsx',
  contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  write: (report, reader) =>
    writeWorkbook([
      summarySheet(report, reader),
      rowsSheet(report, reader),
      outagesSheet(report, reader),
      definitionsSheet(report, reader),
    ]),
};

function summarySheet({ header, total }: UptimeReport, reader: Reader): WorkbookSheet {
  const { t } = reader;
  const { time } = total;
  const period = periodText(header.fromMs, header.toMs, reader, header.timeZone);
  const heading = t('document.about', { title: header.title, period }).replace('\n', ' ');
  const facts: Row[] = [
    [textCell(t('document.column.from')), momentCell(header.fromMs, header.timeZone)],
    [textCell(t('document.column.to')), momentCell(header.toMs, header.timeZone)],
    [textCell(t('document.fact.as_of')), momentCell(header.asOfMs, header.timeZone)],
    [textCell(t('document.fact.availability')), shareCell(total.availability)],
    [textCell(t('document.fact.members')), countCell(total.members)],
    [textCell(t('document.fact.outages')), countCell(time.outages)],
    [textCell(t('document.fact.lost')), durationCell(time.downMs + time.unreachableMs)],
    [textCell(t('document.fact.longest')), durationCell(time.longestOutageMs)],
    [textCell(t('document.fact.mttr')), durationCell(total.mttrMs)],
    [textCell(t('document.fact.mtbf')), durationCell(total.mtbfMs)],
    [textCell(t('document.fact.degraded')), durationCell(time.degradedMs)],
    [textCell(t('document.fact.unknown')), durationCell(time.unknownMs)],
    [textCell(t('document.fact.excluded')), durationCell(time.excludedMs)],
  ];
  const notes: Row[] = header.demonstration ? [[textCell(t('document.demonstration'))]] : [];
  const words = letterheadWords(reader, header.asOfMs, header.timeZone);
  return {
    sheet: t('document.sheet.summary'),
    columns: [{ width: 50 }, { width: 50 }],
    data: [
      [middleCell(words.parent), middleCell(words.country, 'bold')],
      [middleCell(words.office, 'bold'), middleCell(words.motto, 'bold')],
      [middleCell(words.number), middleCell(words.placeDate)],
      [],
      [{ ...middleCell(heading, 'bold'), columnSpan: 2, fontSize: 14, wrap: true, height: 40 }],
      ...notes,
      [],
      ...facts,
      [],
      [{ ...textCell(t('document.sent_to')), fontWeight: 'bold' }, middleCell(words.signerTitle, 'bold')],
      [textCell(words.sentTo[0] ?? ''), middleCell(t('document.signature'))],
      ...words.sentTo.slice(1).map((name): Row => [textCell(name)]),
      [],
      [],
      [null, middleCell(words.signer, 'bold')],
    ],
  };
}

function rowsSheet({ rows }: UptimeReport, { t }: Reader): WorkbookSheet {
  const titles = [
    t('document.column.key'),
    t('document.column.name'),
    t('document.column.unit'),
    t('document.column.members'),
    t('document.column.availability'),
    t('document.column.period'),
    t('document.column.up'),
    t('document.column.degraded'),
    t('document.column.down'),
    t('document.column.unreachable'),
    t('document.column.unknown'),
    t('document.column.excluded'),
    t('document.column.outages'),
    t('document.column.short'),
    t('document.column.longest'),
    'MTTR',
    'MTBF',
    t('document.column.target'),
    t('document.column.breach'),
  ];
  const widths = [24, 40, 28, 10, 12, 14, 14, 14, 14, 14, 14, 14, 10, 10, 14, 14, 14, 10, 14];
  return {
    sheet: t('document.sheet.rows'),
    stickyRowsCount: 1,
    columns: widths.map((width) => ({ width })),
    data: [headRow(titles), ...rows.map(rowOf)],
  };
}

function rowOf({ key, name, unitName, members, availability, time, mttrMs, mtbfMs, target }: ReportRow): Row {
  const percent = target?.percent ?? null;
  return [
    textCell(key),
    textCell(name),
    textCell(unitName),
    countCell(members),
    shareCell(availability),
    durationCell(time.periodMs),
    durationCell(time.upMs),
    durationCell(time.degradedMs),
    durationCell(time.downMs),
    durationCell(time.unreachableMs),
    durationCell(time.unknownMs),
    durationCell(time.excludedMs),
    countCell(time.outages),
    countCell(time.shortOutages),
    durationCell(time.longestOutageMs),
    durationCell(mttrMs),
    durationCell(mtbfMs),
    shareCell(percent === null ? null : percent / 100),
    durationCell(target?.breachMs ?? null),
  ];
}

function outagesSheet({ header, outages, shortOutages }: UptimeReport, { t }: Reader): WorkbookSheet {
  const titles = [
    t('document.column.site'),
    t('document.column.name'),
    t('document.column.line'),
    t('document.column.from'),
    t('document.column.to'),
    t('document.column.lasted'),
    t('document.column.cause'),
    t('document.column.incident'),
  ];
  const rowOfOutage = (outage: ReportOutage): Row => [
    textCell(outage.site),
    textCell(outage.siteName),
    textCell(outage.line),
    momentCell(outage.fromMs, header.timeZone),
    outage.isOpen ? null : momentCell(outage.toMs, header.timeZone),
    durationCell(outage.countedMs),
    textCell(t(`cause.${outage.cause}`)),
    countCell(outage.incident),
  ];
  return {
    sheet: t('document.sheet.outages'),
    stickyRowsCount: 1,
    columns: [24, 40, 20, 20, 20, 12, 22, 10].map((width) => ({ width })),
    data: [headRow(titles), ...[...outages, ...shortOutages].map(rowOfOutage)],
  };
}

function definitionsSheet({ header, definitions }: UptimeReport, reader: Reader): WorkbookSheet {
  const { t } = reader;
  const minimum = durationText(header.minOutageMs, reader);
  return {
    sheet: t('document.sheet.definitions'),
    columns: [{ width: 120 }],
    data: [
      headRow([t('document.column.definition')]),
      ...definitions.map((each) => [textCell(t(`report.definition.${each}`, { minimum }))]),
    ],
  };
}
