/** The rows of a report. */
import { useTranslation } from 'react-i18next';
import type { ReportRow, UptimeReport } from '../../../../../collector/api/types/reports.ts';
import { type Format, useFormat } from '../../i18n/use-format.ts';
import { useReportWords } from '../../i18n/use-report-words.ts';
import css from './report-table.module.css';

/** More rows than these are read in the file. */
const MAX_ROWS = 300;

interface Column {
  readonly name: string;
  readonly value: (row: ReportRow) => string;
  /** A telephone goes without it. */
  readonly isMinor?: boolean;
}

function columnsOf(
  { header }: UptimeReport,
  words: ReturnType<typeof useReportWords>,
  format: Format,
): Column[] {
  const { column } = words;
  const duration = (ms: number | null) => (ms === null ? '–' : ms === 0 ? '0' : format.duration(ms));
  return [
    ...(header.grouping === 'site'
      ? []
      : [{ name: column.members, value: (row: ReportRow) => format.number(row.members) }]),
    { name: column.availability, value: (row) => format.ratio(row.availability) },
    { name: column.other_hours[header.hours], value: (row) => format.ratio(row.otherHours), isMinor: true },
    ...(header.grouping === 'site'
      ? []
      : [
          {
            name: column.worst,
            value: (row: ReportRow) => format.ratio(row.worst?.availability ?? null),
            isMinor: true,
          },
        ]),
    { name: column.outage, value: ({ time }) => duration(time.downMs + time.unreachableMs) },
    { name: column.outages, value: ({ time }) => format.number(time.outages) },
    { name: column.longest, value: ({ time }) => duration(time.longestOutageMs), isMinor: true },
    { name: column.mttr, value: (row) => duration(row.mttrMs), isMinor: true },
    { name: column.degraded, value: ({ time }) => duration(time.degradedMs), isMinor: true },
    { name: column.unknown, value: ({ time }) => duration(time.unknownMs) },
    { name: column.excluded, value: ({ time }) => duration(time.excludedMs), isMinor: true },
    {
      name: column.target,
      value: ({ target }) =>
        target === null || target.percent === null ? '–' : `${format.number(target.percent, 3)}%`,
    },
    { name: column.breach, value: ({ target }) => duration(target?.breachMs ?? null) },
  ];
}

export function ReportTable({ report }: { report: UptimeReport }) {
  const { t } = useTranslation();
  const words = useReportWords();
  const format = useFormat();
  const { header, rows, total } = report;
  const columns = columnsOf(report, words, format);
  const first = words.grouping[header.grouping];
  const shown = rows.slice(0, MAX_ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <section className={css.scroller} tabIndex={0} aria-label={t('reports.rows')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {columns.map(({ name, isMinor }) => (
                <th key={name} scope="col" data-minor={isMinor}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.key} row={row} columns={columns} />
            ))}
          </tbody>
          <tfoot>
            <Row row={total} columns={columns} />
          </tfoot>
        </table>
      </section>
      {rows.length > shown.length && (
        <p className={css.more}>{t('reports.moreRows', { shown: shown.length, total: rows.length })}</p>
      )}
    </>
  );
}

function Row({ row, columns }: { row: ReportRow; columns: readonly Column[] }) {
  const isBreached = (row.target?.breached ?? 0) > 0;
  return (
    <tr>
      <th scope="row">
        {row.name}
        {row.unitName !== null && <span>{row.unitName}</span>}
      </th>
      {columns.map(({ name, value, isMinor }, index) => (
        <td
          key={name}
          data-label={name}
          data-minor={isMinor}
          data-breached={(isBreached && index === columns.length - 1) || undefined}
        >
          {value(row)}
        </td>
      ))}
    </tr>
  );
}
