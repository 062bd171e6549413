/** The report as a Vietnamese official document: what a leader signs, with everything it rests on in annexes. */
import type { Content } from 'pdfmake';
import type { ReportOutage, ReportRow, UptimeReport } from '../../report.ts';
import { clockText, durationText, percentText, periodText, timeText } from '../document-words.ts';
import type { Format, Reader } from '../format.ts';
import { causesOf, stripsOf, worstOf } from './charts.ts';
import type { Column } from './official.ts';
import { annexOf, closingOf, openingOf, tableOf } from './official.ts';
import { renderPdf } from './render.ts';

export const pdfFormat: Format = {
  name: 'pdf',
  contentType: 'application/pdf',
  write(report, reader) {
    const { header } = report;
    const { t, language } = reader;
    const period = periodText(header.fromMs, header.toMs, reader, header.timeZone);
    const about = t('document.about', { title: header.title, period });
    const opening = {
      kind: t('document.kind'),
      about,
      dateMs: header.asOfMs,
      timeZone: header.timeZone,
    };
    const content = [
      ...openingOf(opening, reader),
      ...summaryOf(report, reader),
      closingOf(opening, reader),
      ...annexesOf(report, reader),
    ];
    return renderPdf({ title: about.replace('\n', ' '), language, createdMs: header.asOfMs, content });
  },
};

/** The one page that is read. */
function summaryOf({ header, total, charts }: UptimeReport, reader: Reader): Content[] {
  const { t, language } = reader;
  const { time } = total;
  const time_ = (timeMs: number) => timeText(timeMs, reader, header.timeZone);
  const notes: string[] = [];
  if (header.demonstration) notes.push(t('document.demonstration'));
  if (header.isPartial) notes.push(t('document.partial', { until: time_(header.toMs) }));
  const facts: [string, string][] = [
    [t('document.fact.availability'), percentText(total.availability, language)],
    [t('document.fact.members'), String(total.members)],
    [t('document.fact.outages'), t('document.counted', count(time.outages, time.shortOutages))],
    [t('document.fact.lost'), durationText(time.downMs + time.unreachableMs, reader)],
    [t('document.fact.longest'), durationText(time.longestOutageMs, reader)],
    [t('document.fact.mttr'), durationText(total.mttrMs, reader)],
    [t('document.fact.mtbf'), durationText(total.mtbfMs, reader)],
    [t('document.fact.degraded'), durationText(time.degradedMs, reader)],
    [t('document.fact.unknown'), durationText(time.unknownMs, reader)],
    [t('document.fact.excluded'), durationText(time.excludedMs, reader)],
  ];
  if (total.target)
    facts.push([
      t('document.fact.target'),
      t('document.breached', {
        breached: String(total.target.breached),
        lines: String(total.target.lines),
        time: durationText(total.target.breachMs, reader),
      }),
    ]);
  return [
    ...notes.map((text): Content => ({ text, style: 'note' })),
    {
      text: t('document.intro', {
        title: header.title,
        period: periodText(header.fromMs, header.toMs, reader, header.timeZone),
        asOf: time_(header.asOfMs),
        units: header.unitsAsOf,
        hours: header.hours === 'all' ? t('document.all_hours') : header.serviceHours,
        aggregation: t(`document.aggregation.${header.aggregation}`),
      }),
      alignment: 'justify',
    },
    { text: `1. ${t('document.section.result')}`, style: 'heading' },
    {
      layout: 'ruled',
      fontSize: 12,
      lineHeight: 1,
      table: {
        widths: ['*', 'auto'],
        body: facts.map(([name, value]) => [name, { text: value, alignment: 'right' }]),
      },
    },
    {
      stack: [{ text: `2. ${t('document.section.causes')}`, style: 'heading' }, causesOf(charts, reader)],
      unbreakable: true,
    },
    {
      stack: [{ text: `3. ${t('document.section.worst')}`, style: 'heading' }, worstOf(charts, reader)],
      unbreakable: true,
    },
    { text: t('document.see_annexes'), style: 'note' },
  ];
}

function count(all: number, short: number): Record<string, string> {
  return { count: String(all), short: String(short) };
}

function annexesOf(report: UptimeReport, reader: Reader): Content[] {
  const { header, rows, definitions, outages, shortOutages, outagesLeftOut } = report;
  const { t } = reader;
  const params = { minimum: durationText(header.minOutageMs, reader) };
  return [
    ...annexOf('I', t('document.annex_title.rows'), reader, true),
    rowsTable(rows, reader),
    ...annexOf('II', t('document.annex_title.strips'), reader, true),
    ...stripsOf(report, reader),
    ...annexOf('III', t('document.annex_title.outages'), reader, false),
    outagesTable(outages, header.timeZone, reader),
    ...(shortOutages.length > 0
      ? [
          { text: t('document.short_outages', params), style: 'heading' },
          outagesTable(shortOutages, header.timeZone, reader),
        ]
      : []),
    ...(outagesLeftOut > 0
      ? [{ text: t('document.left_out', { count: String(outagesLeftOut) }), style: 'note' }]
      : []),
    ...annexOf('IV', t('document.annex_title.definitions'), reader, false),
    {
      ol: definitions.map((each) => t(`report.definition.${each}`, params)),
      fontSize: 12,
    },
  ];
}

function rowsTable(rows: readonly ReportRow[], reader: Reader): Content {
  const { t, language } = reader;
  const columns: Column[] = [
    { title: t('document.column.name'), width: '*' },
    { title: t('document.column.members'), width: 36, align: 'right' },
    { title: t('document.column.availability'), width: 52, align: 'right' },
    { title: t('document.column.outages'), width: 40, align: 'right' },
    { title: t('document.column.lost'), width: 54, align: 'right' },
    { title: t('document.column.longest'), width: 54, align: 'right' },
    { title: t('document.column.degraded'), width: 54, align: 'right' },
    { title: t('document.column.unknown'), width: 54, align: 'right' },
    { title: t('document.column.excluded'), width: 54, align: 'right' },
    { title: t('document.column.target'), width: 46, align: 'right' },
    { title: t('document.column.breach'), width: 54, align: 'right' },
  ];
  const cells = rows.map(({ name, members, availability, time, target }) => [
    name,
    String(members),
    percentText(availability, language),
    String(time.outages),
    clockText(time.downMs + time.unreachableMs),
    clockText(time.longestOutageMs),
    clockText(time.degradedMs),
    clockText(time.unknownMs),
    clockText(time.excludedMs),
    target?.percent == null ? '–' : percentText(target.percent / 100, language),
    target === null ? '–' : clockText(target.breachMs),
  ]);
  return tableOf(columns, cells);
}

function outagesTable(outages: readonly ReportOutage[], timeZone: string, reader: Reader): Content {
  const { t } = reader;
  if (outages.length === 0) return { text: t('document.no_outage'), style: 'note' };
  const columns: Column[] = [
    { title: t('document.column.site'), width: '*' },
    { title: t('document.column.from'), width: 84, align: 'center' },
    { title: t('document.column.to'), width: 84, align: 'center' },
    { title: t('document.column.lasted'), width: 46, align: 'right' },
    { title: t('document.column.cause'), width: 70 },
    { title: t('document.column.incident'), width: 34, align: 'center' },
  ];
  const cells = outages.map(({ siteName, fromMs, toMs, isOpen, countedMs, cause, incident }) => [
    siteName,
    timeText(fromMs, reader, timeZone),
    isOpen ? t('document.still_open') : timeText(toMs, reader, timeZone),
    clockText(countedMs),
    t(`cause.${cause}`),
    incident === null ? '–' : String(incident),
  ]);
  return tableOf(columns, cells);
}
