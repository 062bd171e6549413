/** The page on the wall: where the network stands right now. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../api/queries.ts';
import { OpenIncidents } from '../components/incidents/open-incidents.tsx';
import { ProvinceMap } from '../components/map/province-map.tsx';
import { StateCounts } from '../components/overview/state-counts.tsx';
import { Today } from '../components/overview/today.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { RoomList } from '../components/rooms/room-list.tsx';
import { countStates } from '../lib/state.ts';
import css from './overview.module.css';

/** Counts, map, open incidents, rooms. */
export function OverviewPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(sitesQuery());
  const down = data === undefined ? 0 : countStates(data.items).down;
  // On a wall of tabs the number is seen where the page is not.
  useDocumentTitle(`${down > 0 ? `(${down}) ` : ''}${t('overview.title')} · ${t('app.name')}`);
  if (data === undefined && error !== null) {
    return <QueryProblem error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className={css.page}>
      <h1 className={css.title}>{t('overview.title')}</h1>
      {data === undefined ? (
        <>
          <Skeleton height={78} className={css.counts} aria-label={t('app.loading')} />
          <Skeleton height={520} className={css.map} />
        </>
      ) : (
        <>
          <div className={css.counts}>
            <StateCounts sites={data.items} />
          </div>
          <ProvinceMap sites={data.items} className={css.map} />
        </>
      )}
      <div className={css.side}>
        <OpenIncidents />
        <Today />
        <RoomList />
      </div>
    </div>
  );
}
