/** All incidents: what is going on and what is over. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { incidentsQuery } from '../api/queries.ts';
import { IncidentTable } from '../components/incident-table.tsx';
import { Nothing, Panel } from '../components/panel.tsx';
import { QueryProblem } from '../components/query-problem.tsx';
import css from './incidents.module.css';

/** Open ones first, then the latest of the resolved. */
export function IncidentsPage() {
  const { t } = useTranslation();
  useDocumentTitle(`${t('incidents.title')} · ${t('app.name')}`);
  return (
    <div className={css.page}>
      <h1>{t('incidents.title')}</h1>
      <Incidents filter="open" title={t('incidents.open')} none={t('incidents.none')} />
      <Incidents filter="resolved" title={t('incidents.resolved')} none={t('incidents.noneResolved')} />
    </div>
  );
}

function Incidents({ filter, title, none }: { filter: 'open' | 'resolved'; title: string; none: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(incidentsQuery(filter));
  const [shown, total] = [data?.items.length ?? 0, data?.total ?? 0];
  return (
    <Panel title={title} isFlush aside={data === undefined ? undefined : total}>
      {data === undefined && error === null && (
        <Skeleton height={160} m={12} w="auto" aria-label={t('app.loading')} />
      )}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data !== undefined &&
        (shown === 0 ? <Nothing>{none}</Nothing> : <IncidentTable incidents={data.items} />)}
      {total > shown && <Nothing>{t('incidents.more', { shown, total })}</Nothing>}
    </Panel>
  );
}
