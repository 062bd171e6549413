/** The evidence pack as a Vietnamese official document: what is put in front of a carrier. */
import type { Content } from 'pdfmake';
import { CAUSES } from '../../../model/incident.ts';
import {
  clockText,
  durationText,
  momentText,
  percentText,
  periodText,
  timeText,
} from '../formats/document-words.ts';
import type { Reader } from '../formats/format.ts';
import type { Column } from '../formats/pdf/official.ts';
import { annexOf, closingOf, openingOf, tableOf } from '../formats/pdf/official.ts';
import { renderPdf } from '../formats/pdf/render.ts';
import type { Definition } from '../report.ts';
import { reasonsOf } from './csv.ts';
import type { EvidenceOutage, EvidencePack } from './evidence.ts';
import { nearestSamples, placeOf } from './places.ts';

/** Terms that the figures of a line rest on. */
const TERMS: readonly Definition[] = [
  'availability',
  'unknown',
  'excluded',
  'line',
  'outage',
  'short',
  'target',
  'as_of',
];

/** @returns the whole file. */
export function evidencePdf(pack: EvidencePack, reader: Reader): Promise<Buffer> {
  const { header } = pack;
  const { t, language } = reader;
  const { timeZone, line, site } = header;
  const period = periodText(header.fromMs, header.toMs, reader, timeZone);
  const about = t('evidence.about', { line: line.id, site: site.name, carrier: line.carrier, period });
  const opening = { kind: t('evidence.kind'), about, dateMs: header.asOfMs, timeZone };
  const content = [
    ...openingOf(opening, reader),
    ...summaryOf(pack, reader),
    closingOf(opening, reader),
    ...annexOf('I', t('evidence.annex.outages'), reader, false),
    outagesTable(pack, reader),
    ...annexOf('II', t('evidence.annex.exclusions'), reader, false),
    exclusionsTable(pack, reader),
    ...annexOf('III', t('evidence.annex.samples'), reader, true),
    ...samplesOf(pack, reader),
    ...annexOf('IV', t('evidence.annex.terms'), reader, false),
    termsOf(pack, reader),
  ];
  return renderPdf({ title: about.replaceAll('\n', ' '), language, createdMs: header.asOfMs, content });
}

function summaryOf(pack: EvidencePack, reader: Reader): Content[] {
  const { header, time, availability, breachMs, outages } = pack;
  const { t, language } = reader;
  const { line, site, timeZone } = header;
  const moment = (timeMs: number) => timeText(timeMs, reader, timeZone);
  const notes: string[] = [];
  if (header.demonstration) notes.push(t('document.demonstration'));
  if (header.isPartial) notes.push(t('document.partial', { until: moment(header.toMs) }));
  const facts: [string, string][] = [
    [t('evidence.fact.line'), `${line.id} (${line.carrier}, ${mbps(line.bandwidthKbps, language)})`],
    [t('evidence.fact.site'), site.unitName === null ? site.name : `${site.name} (${site.unitName})`],
    [t('evidence.fact.availability'), percentText(availability, language)],
    [t('evidence.fact.target'), percentText(line.targetPercent / 100, language)],
    [t('evidence.fact.counted'), durationText(time.downMs + time.unreachableMs, reader)],
    [t('evidence.fact.breach'), durationText(breachMs, reader)],
    [t('evidence.fact.outages'), t('evidence.outage_counts', countsOf(outages, time.outages))],
    [t('document.fact.unknown'), durationText(time.unknownMs, reader)],
    [t('document.fact.excluded'), durationText(time.excludedMs, reader)],
  ];
  return [
    ...notes.map((text): Content => ({ text, style: 'note' })),
    {
      text: t('evidence.intro', {
        title: header.title,
        line: line.id,
        site: site.name,
        carrier: line.carrier,
        period: periodText(header.fromMs, header.toMs, reader, timeZone),
        asOf: moment(header.asOfMs),
        zone: timeZone,
      }),
      alignment: 'justify',
    },
    { text: t('evidence.section.result'), style: 'heading' },
    {
      layout: 'ruled',
      fontSize: 12,
      lineHeight: 1,
      table: {
        widths: ['*', 'auto'],
        body: facts.map(([name, value]) => [name, { text: value, alignment: 'right' }]),
      },
    },
    { text: t('evidence.see_annexes'), style: 'note' },
  ];
}

function mbps(kbps: number, language: string): string {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(kbps / 1_000)} Mbit/s`;
}

function countsOf(outages: readonly EvidenceOutage[], counted: number): Record<string, string> {
  return { count: String(outages.length), counted: String(counted) };
}

function outagesTable({ header, outages }: EvidencePack, reader: Reader): Content {
  const { t } = reader;
  if (outages.length === 0) return { text: t('document.no_outage'), style: 'note' };
  const columns: Column[] = [
    { title: t('document.column.from'), width: 62, align: 'center' },
    { title: t('document.column.to'), width: 62, align: 'center' },
    { title: t('document.column.lasted'), width: 50, align: 'right' },
    { title: t('evidence.column.counted'), width: 50, align: 'right' },
    { title: t('document.column.cause'), width: '*' },
    { title: t('document.column.incident'), width: 34, align: 'center' },
  ];
  const cells = outages.map((outage) => [
    momentText(outage.fromMs, reader, header.timeZone),
    outage.isOpen ? t('document.still_open') : momentText(outage.toMs, reader, header.timeZone),
    clockText(outage.lastedMs),
    clockText(outage.countedMs),
    causeText(outage, reader, header.timeZone),
    outage.incident === null ? '–' : String(outage.incident),
  ]);
  return tableOf(columns, cells);
}

/** The cause, what is excluded and why, and who corrected it. */
function causeText(outage: EvidenceOutage, reader: Reader, timeZone: string): string {
  const { t } = reader;
  const excluded = reasonsOf(outage).map((reason) => t(`evidence.reason.${reason}`));
  return [
    t(`cause.${outage.cause}`),
    ...(excluded.length > 0 ? [t('evidence.excluded_for', { reasons: excluded.join('; ') })] : []),
    ...outage.corrections.map(({ atMs, author, text }) =>
      t('evidence.corrected', {
        at: timeText(atMs, reader, timeZone),
        author: author ?? '–',
        text: correctionText(text, reader),
      }),
    ),
  ].join('\n');
}

/** `power: reason` with the cause in words. */
function correctionText(text: string | null, { t }: Reader): string {
  const said = text ?? '';
  const cause = CAUSES.find((each) => said === each || said.startsWith(`${each}: `));
  return cause === undefined ? said : `${t(`cause.${cause}`)}${said.slice(cause.length)}`;
}

function exclusionsTable({ header, exclusions }: EvidencePack, reader: Reader): Content {
  const { t } = reader;
  if (exclusions.length === 0) return { text: t('evidence.no_exclusion'), style: 'note' };
  const columns: Column[] = [
    { title: t('document.column.from'), width: 62, align: 'center' },
    { title: t('document.column.to'), width: 62, align: 'center' },
    { title: t('document.column.lasted'), width: 54, align: 'right' },
    { title: t('evidence.column.reason'), width: '*' },
  ];
  const cells = exclusions.map(({ fromMs, toMs, reason, note, author }) => [
    momentText(fromMs, reader, header.timeZone),
    momentText(toMs, reader, header.timeZone),
    clockText(toMs - fromMs),
    [
      t(`evidence.reason.${reason}`),
      ...(note === null ? [] : [note]),
      ...(author === null ? [] : [t('evidence.announced_by', { author })]),
    ].join('\n'),
  ]);
  return tableOf(columns, cells);
}

function samplesOf({ header, outages }: EvidencePack, reader: Reader): Content[] {
  const { t, language } = reader;
  if (outages.length === 0) return [{ text: t('document.no_outage'), style: 'note' }];
  const number = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const ms = (value: number | null) => (value === null ? '–' : number.format(value));
  const columns: Column[] = [
    { title: t('document.column.time'), width: 100, align: 'center' },
    { title: t('evidence.column.place'), width: 76 },
    { title: t('evidence.column.measured'), width: '*' },
    { title: t('evidence.column.agent'), width: 120 },
    { title: t('evidence.column.answered'), width: 60, align: 'center' },
    { title: t('evidence.column.rtt'), width: 120, align: 'right' },
  ];
  return [
    { text: t('evidence.about_samples', { around: durationText(header.aroundMs, reader) }), style: 'note' },
    ...outages.flatMap((outage): Content[] => {
      const time = (timeMs: number) => momentText(timeMs, reader, header.timeZone, ' ');
      const to = outage.isOpen ? t('document.still_open') : time(outage.toMs);
      const heading = t('evidence.outage', {
        number: String(outage.number),
        from: time(outage.fromMs),
        to,
      });
      const proofs = [
        t('evidence.start_proof', { proof: outage.parts[0]?.proof ?? t('evidence.silence') }),
        ...(outage.isOpen
          ? []
          : [t('evidence.end_proof', { proof: outage.endProof ?? t('evidence.silence') })]),
      ];
      const cells = nearestSamples(outage).map((sample) => [
        time(sample.timeMs),
        t(`evidence.place.${placeOf(sample, outage)}`),
        `${t(`evidence.role.${sample.role}`)}, ${sample.measurement} ${sample.target}`,
        sample.agent,
        sample.sent === null ? '–' : `${sample.received ?? 0}/${sample.sent}`,
        sample.received === 0
          ? t('evidence.no_answer')
          : [sample.rttMinMs, sample.rttAvgMs, sample.rttMaxMs].map(ms).join(' / '),
      ]);
      return [
        { text: heading, style: 'heading', fontSize: 11 },
        { text: proofs.join('\n'), fontSize: 8 },
        cells.length === 0 ? { text: t('evidence.no_samples'), style: 'note' } : tableOf(columns, cells),
      ];
    }),
  ];
}

function termsOf({ header }: EvidencePack, reader: Reader): Content {
  const { t } = reader;
  const minimum = durationText(header.minOutageMs, reader);
  return {
    ol: [...TERMS.map((term) => t(`report.definition.${term}`, { minimum })), t('evidence.term.samples')],
    fontSize: 12,
  };
}
