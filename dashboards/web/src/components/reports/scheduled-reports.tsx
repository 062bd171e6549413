/** The reports that are made and sent by themselves. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ScheduledReportRow } from '../../../../../collector/api/types/reports.ts';
import { scheduledReportsQuery } from '../../api/report-queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { useReportWords } from '../../i18n/use-report-words.ts';
import { GROUPINGS } from '../../lib/report-search.ts';
import { MINUTE } from '../../lib/time.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import css from '../parts/small-table.module.css';

export function ScheduledReports() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(scheduledReportsQuery());
  return (
    <Panel title={t('reports.scheduled')} isFlush aside={data?.total}>
      {data === undefined && error === null && (
        <Skeleton height={80} m={12} w="auto" aria-label={t('app.loading')} />
      )}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Nothing>{t('reports.noneScheduled')}</Nothing>}
      {data !== undefined && data.items.length > 0 && <Rows items={data.items} />}
    </Panel>
  );
}

function Rows({ items }: { items: readonly ScheduledReportRow[] }) {
  const { t } = useTranslation();
  const words = useReportWords();
  const format = useFormat();
  const now = useNow(MINUTE);
  const moment = (iso: string) => format.moment(Date.parse(iso), now);
  const groupingOf = (by: string) => GROUPINGS.find((each) => each === by);
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('reports.name')}</th>
          <th scope="col">{t('reports.recipients')}</th>
          <th scope="col">{t('reports.next')}</th>
          <th scope="col">{t('reports.last')}</th>
          <th scope="col">{t('reports.mails')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ name, every, by, formats, to, next, last }) => {
          const grouping = groupingOf(by);
          return (
            <tr key={name}>
              <td>
                {name}
                <span className={css.second}>
                  {[
                    t(`reports.every.${every}`),
                    grouping === undefined ? by : words.grouping[grouping],
                    formats.map((format) => format.toUpperCase()).join(', '),
                  ].join(' · ')}
                </span>
              </td>
              <td data-label={t('reports.recipients')}>{to.join(', ')}</td>
              <td data-label={t('reports.next')}>
                <span>
                  {next.period}
                  <span className={css.second}>{moment(next.dueAt)}</span>
                </span>
              </td>
              <td data-label={t('reports.last')}>
                {last === null ? (
                  t('reports.never')
                ) : (
                  <span>
                    <Link to="/reports" search={{ period: last.period, by: grouping }}>
                      {last.period}
                    </Link>
                    <span className={css.second}>{moment(last.madeAt)}</span>
                  </span>
                )}
              </td>
              <td data-label={t('reports.mails')}>{last === null ? '–' : <Mails last={last} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Mails({ last }: { last: NonNullable<ScheduledReportRow['last']> }) {
  const { t } = useTranslation();
  return (
    <span>
      {t('reports.delivered', { count: last.delivered })}
      {last.waiting > 0 && (
        <span className={css.second}>{t('reports.waiting', { count: last.waiting })}</span>
      )}
      {last.givenUp > 0 && (
        <span className={css.silent}>{t('reports.givenUp', { count: last.givenUp })}</span>
      )}
    </span>
  );
}
