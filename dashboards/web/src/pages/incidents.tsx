/** All incidents: what is going on and what is over. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentRow } from '../../../../collector/api/types/incidents.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import { foundIncidentsQuery } from '../api/queries.ts';
import { IncidentFilters } from '../components/incidents/incident-filters.tsx';
import { IncidentTable } from '../components/incidents/incident-table.tsx';
import { Nothing, Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import type { IncidentSearch } from '../lib/incident-filter.ts';
import { incidentParams } from '../lib/incident-filter.ts';
import css from './incidents.module.css';

const route = getRouteApi('/incidents');

/** Open ones first, then the latest of the resolved. */
export function IncidentsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  // The key that was just typed appears at once; the server is asked when there is time.
  const wanted = useDeferredValue(search);
  const open = useQuery(foundIncidentsQuery('open', wanted));
  const resolved = useQuery(foundIncidentsQuery('resolved', wanted));
  useDocumentTitle(`${t('incidents.title')} · ${t('app.name')}`);
  const listed = [...(open.data?.items ?? []), ...(resolved.data?.items ?? [])];
  const isFiltered = Object.keys(incidentParams(wanted)).length > 0;
  const change = (part: IncidentSearch) =>
    // Replaced, so that the way back does not go through every key typed.
    void navigate({ search: (last) => ({ ...last, ...part }), replace: true, resetScroll: false });
  return (
    <div className={css.page}>
      <h1>{t('incidents.title')}</h1>
      <IncidentFilters
        search={search}
        assignees={listed.flatMap(({ assignee }) => assignee ?? [])}
        onChange={change}
      />
      <Incidents
        found={open}
        title={t('incidents.open')}
        none={t(isFiltered ? 'incidents.noneFound' : 'incidents.none')}
      />
      <Incidents
        found={resolved}
        title={t('incidents.resolved')}
        none={t(isFiltered ? 'incidents.noneFound' : 'incidents.noneResolved')}
      />
    </div>
  );
}

interface IncidentsProps {
  found: UseQueryResult<List<IncidentRow>>;
  title: string;
  none: string;
}

function Incidents({ found: { data, error, refetch }, title, none }: IncidentsProps) {
  const { t } = useTranslation();
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
