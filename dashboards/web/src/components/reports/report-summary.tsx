/** What a report is about, and what it comes to: the first lines that a head of department reads. */
import { useTranslation } from 'react-i18next';
import type { UptimeReport } from '../../../../../collector/api/types/reports.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { fill, useReportWords } from '../../i18n/use-report-words.ts';
import css from './report-summary.module.css';

/** From this share of the time on without measurements, a percentage is said with a warning. */
const NOTABLE_UNKNOWN = 0.05;

export function ReportSummary({ report: { header, total } }: { report: UptimeReport }) {
  const { t } = useTranslation();
  const words = useReportWords();
  const format = useFormat();
  const moment = (ms: number) => `${format.time(ms)} ${format.date(ms)}`;
  const { time } = total;
  const share = (ms: number) => (time.periodMs === 0 ? 0 : ms / time.periodMs);
  const facts = [
    [
      words.period,
      `${fill(words.period_text, { from: moment(header.fromMs), to: moment(header.toMs) })}${header.isPartial ? `; ${words.partial}` : ''}`,
    ],
    [words.as_of, moment(header.asOfMs)],
    [words.units_as_of, format.date(Date.parse(`${header.unitsAsOf}T12:00Z`))],
    ...(header.unit === null ? [] : [[words.unit, header.unit.name] as const]),
    [words.hours_label, fill(words.hours[header.hours], { hours: header.serviceHours })],
    [words.aggregation_label, words.aggregation[header.aggregation]],
  ] as const;
  const figures = [
    [words.column.other_hours[header.hours], format.ratio(total.otherHours), null],
    [
      words.column.outage,
      format.duration(time.downMs + time.unreachableMs),
      t('reports.outages', { count: time.outages }),
    ],
    [words.column.longest, time.outages === 0 ? '–' : format.duration(time.longestOutageMs), null],
    [words.column.degraded, format.duration(time.degradedMs), null],
    [words.column.unknown, format.duration(time.unknownMs), format.ratio(share(time.unknownMs))],
    [words.column.excluded, format.duration(time.excludedMs), null],
  ] as const;
  return (
    <div className={css.summary}>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <dl className={css.figures}>
        <div className={css.main}>
          <dt>{words.column.availability}</dt>
          <dd>{format.ratio(total.availability)}</dd>
        </div>
        {figures.map(([name, value, more]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            {more !== null && <dd className={css.more}>{more}</dd>}
          </div>
        ))}
      </dl>
      {share(time.unknownMs) > NOTABLE_UNKNOWN && (
        <p className={css.notice}>
          {t('reports.muchUnknown', { share: format.ratio(share(time.unknownMs)) })}
        </p>
      )}
    </div>
  );
}
