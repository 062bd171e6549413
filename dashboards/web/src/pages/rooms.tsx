/** Video-conference: from which rooms a meeting could be held now, and how they were. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RoomRow } from '../../../../collector/api/types/rooms.ts';
import { roomsQuery } from '../api/queries.ts';
import { Nothing, Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { ReadinessMark } from '../components/rooms/readiness-mark.tsx';
import { RoomHistory } from '../components/rooms/room-history.tsx';
import { RoomTable } from '../components/rooms/room-table.tsx';
import { useFormat } from '../i18n/use-format.ts';
import { obstaclesOf, READINESSES, readinessOf, readinessRank } from '../lib/readiness.ts';
import css from './rooms.module.css';

const route = getRouteApi('/rooms');

export function RoomsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { data, error, refetch } = useQuery(roomsQuery());
  useDocumentTitle(`${t('rooms.title')} · ${t('app.name')}`);
  if (data === undefined && error !== null) {
    return <QueryProblem error={error} onRetry={() => void refetch()} />;
  }
  const rooms = data?.items ?? [];
  const shown = rooms.find(({ id }) => id === search.room) ?? worst(rooms);
  return (
    <div className={css.page}>
      <h1>{t('rooms.title')}</h1>
      {data === undefined ? (
        <Skeleton height={420} aria-label={t('app.loading')} />
      ) : (
        <>
          <Counts rooms={rooms} />
          <Panel title={t('rooms.now')} isFlush aside={rooms.length}>
            {rooms.length === 0 ? (
              <Nothing>{t('overview.roomsNone')}</Nothing>
            ) : (
              <RoomTable rooms={rooms} chosen={shown?.id} />
            )}
          </Panel>
          {shown !== undefined && <RoomHistory room={shown} span={search.span ?? 'hour'} />}
        </>
      )}
    </div>
  );
}

/** The history that somebody would ask for first. */
function worst(rooms: readonly RoomRow[]): RoomRow | undefined {
  const rankOf = (room: RoomRow) => readinessRank(readinessOf(obstaclesOf(room)));
  return rooms.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

function Counts({ rooms }: { rooms: readonly RoomRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const verdicts = rooms.map((room) => readinessOf(obstaclesOf(room)));
  return (
    <ul className={css.counts} aria-label={t('rooms.ready')}>
      {READINESSES.map((readiness) => {
        const count = verdicts.filter((each) => each === readiness).length;
        return (
          <li key={readiness} data-none={count === 0}>
            <b>{format.number(count)}</b>
            <ReadinessMark readiness={readiness} />
          </li>
        );
      })}
    </ul>
  );
}
