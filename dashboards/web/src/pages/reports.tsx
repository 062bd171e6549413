/** Reports: chosen, read in the page, taken away as files. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { aboutQuery, sitesQuery } from '../api/queries.ts';
import { reportQuery } from '../api/report-queries.ts';
import { useAccess } from '../components/accounts/use-access.ts';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { EvidenceDownloads } from '../components/reports/evidence-downloads.tsx';
import { ReportForm } from '../components/reports/report-form.tsx';
import { ReportPreview } from '../components/reports/report-preview.tsx';
import { ScheduledReports } from '../components/reports/scheduled-reports.tsx';
import { useFormat, useServerClock } from '../i18n/use-format.ts';
import { periodOn } from '../lib/report-period.ts';
import type { ReportSearch } from '../lib/report-search.ts';
import { fromLocal, toLocalDay } from '../lib/zoned.ts';
import css from './reports.module.css';

const route = getRouteApi('/reports');

export function ReportsPage() {
  const { t } = useTranslation();
  const chosen = route.useSearch();
  const navigate = route.useNavigate();
  const { timeZone } = useFormat();
  const clock = useServerClock();
  const { seesAll } = useAccess();
  const about = useQuery(aboutQuery());
  const sites = useQuery(sitesQuery());
  const today = toLocalDay(clock(), timeZone);
  const search = { ...chosen, period: chosen.period ?? periodOn('month', today) };
  const asOfMs = search.asOf === undefined ? undefined : fromLocal(search.asOf, timeZone);
  // What was just typed appears at once; the report follows when there is time.
  const wanted = useDeferredValue({ ...search, asOfMs });
  // Which month it is only the server's clock says.
  const report = useQuery({ ...reportQuery(wanted), enabled: about.isFetched });
  useDocumentTitle(`${t('reports.title')} · ${t('app.name')}`);
  const change = (part: ReportSearch) =>
    void navigate({ search: (last) => ({ ...last, ...part }), replace: true, resetScroll: false });
  return (
    <div className={css.page}>
      <h1>{t('reports.title')}</h1>
      <ReportForm search={search} sites={sites.data?.items ?? []} today={today} onChange={change} />
      {report.error !== null ? (
        <QueryProblem error={report.error} onRetry={() => void report.refetch()} />
      ) : report.data === undefined ? (
        <Skeleton height={420} aria-label={t('app.loading')} />
      ) : (
        <ReportPreview report={report.data} wanted={wanted} isOld={report.isPlaceholderData} />
      )}
      <EvidenceDownloads sites={sites.data?.items ?? []} period={search.period} />
      {seesAll && (
        <div className={css.others}>
          <ScheduledReports />
        </div>
      )}
    </div>
  );
}
