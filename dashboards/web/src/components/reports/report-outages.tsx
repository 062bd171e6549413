/** What made the figures of a report: causes, the worst, and the outages themselves. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReportOutage, UptimeReport } from '../../../../../collector/api/types/reports.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { fill, useReportWords } from '../../i18n/use-report-words.ts';
import table from '../parts/small-table.module.css';
import css from './report-outages.module.css';

/** The files have all of them. */
const MAX_OUTAGES = 25;

export function ReportBars({ report: { charts } }: { report: UptimeReport }) {
  const words = useReportWords();
  const format = useFormat();
  if (charts.causes.length === 0 && charts.worst.length === 0)
    return <p className={css.none}>{words.chart.no_outage}</p>;
  const most = Math.max(...charts.worst.map(({ availability }) => 1 - availability), Number.EPSILON);
  return (
    <div className={css.charts}>
      <Bars
        title={words.chart.causes}
        bars={charts.causes.map(({ cause, ms, share }) => ({
          key: cause,
          name: words.cause[cause],
          share,
          text: `${format.ratio(share, 0)} · ${format.duration(ms)}`,
        }))}
      />
      <Bars
        title={words.chart.worst}
        bars={charts.worst.map(({ key, name, availability }) => ({
          key,
          name,
          share: (1 - availability) / most,
          text: format.ratio(availability),
        }))}
      />
    </div>
  );
}

interface Bar {
  readonly key: string;
  readonly name: string;
  /** 0 to 1 of the width. */
  readonly share: number;
  readonly text: string;
}

function Bars({ title, bars }: { title: string; bars: readonly Bar[] }) {
  if (bars.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={css.bars}>
        {bars.map(({ key, name, share, text }) => (
          <li key={key}>
            <span className={css.name}>{name}</span>
            <span className={css.figure}>{text}</span>
            <span className={css.bar} aria-hidden="true">
              <i style={{ width: `${Math.max(0.5, share * 100)}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ReportOutages({ report }: { report: UptimeReport }) {
  const words = useReportWords();
  const format = useFormat();
  const { outages, shortOutages, header } = report;
  const leftOut =
    report.outagesLeftOut +
    Math.max(0, outages.length - MAX_OUTAGES) +
    Math.max(0, shortOutages.length - MAX_OUTAGES);
  return (
    <>
      <OutageList title={words.outages} outages={outages} />
      <OutageList
        title={fill(words.short_outages, { min: format.duration(header.minOutageMs) })}
        outages={shortOutages}
      />
      {leftOut > 0 && <p className={css.none}>{fill(words.left_out, { count: format.number(leftOut) })}</p>}
    </>
  );
}

function OutageList({ title, outages }: { title: string; outages: readonly ReportOutage[] }) {
  const { t } = useTranslation();
  const { column, ...words } = useReportWords();
  const format = useFormat();
  if (outages.length === 0) return null;
  const moment = (ms: number) => `${format.time(ms)} ${format.date(ms)}`;
  return (
    <details className={css.list}>
      <summary>
        <h3>{title}</h3>
        <span>{format.number(outages.length)}</span>
      </summary>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{column.site}</th>
            <th scope="col">{column.from}</th>
            <th scope="col">{column.to}</th>
            <th scope="col">{column.duration}</th>
            <th scope="col">{column.cause}</th>
            <th scope="col">{column.incident}</th>
          </tr>
        </thead>
        <tbody>
          {outages.slice(0, MAX_OUTAGES).map((outage) => (
            <tr key={`${outage.site} ${outage.line} ${outage.fromMs}`}>
              <td>
                <Link to="/sites/$siteId" params={{ siteId: outage.site }}>
                  {outage.siteName}
                </Link>
              </td>
              <td data-label={column.from}>{moment(outage.fromMs)}</td>
              <td data-label={column.to}>{outage.isOpen ? words.open : moment(outage.toMs)}</td>
              <td data-label={column.duration}>{format.duration(outage.countedMs)}</td>
              <td data-label={column.cause}>{words.cause[outage.cause]}</td>
              <td data-label={column.incident}>
                {outage.incident === null ? (
                  '–'
                ) : (
                  <Link
                    to="/incidents/$id"
                    params={{ id: String(outage.incident) }}
                    aria-label={t('reports.incident', { number: outage.incident })}
                  >
                    #{outage.incident}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
