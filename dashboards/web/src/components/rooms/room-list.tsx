/** The video-conference rooms and whether they can be called. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RoomRow } from '../../../../../collector/api/types/rooms.ts';
import { roomsQuery } from '../../api/queries.ts';
import { type Format, useFormat } from '../../i18n/use-format.ts';
import { sharedPrefix } from '../../lib/names.ts';
import { vietnameseOrder } from '../../lib/search.ts';
import { countStates } from '../../lib/state.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import { StateLabel } from '../parts/state-mark.tsx';
import css from './room-list.module.css';

/** A panel with all rooms, the province's first. */
export function RoomList({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(roomsQuery());
  const rooms = data?.items ?? [];
  // "Phòng họp trực tuyến" thirteen times would leave no room for what tells them apart.
  const prefix = sharedPrefix(rooms.map((room) => room.name));
  return (
    <Panel
      title={t('overview.rooms')}
      isFlush
      className={className}
      aside={
        rooms.length > 0
          ? t('overview.roomsUp', { up: countStates(rooms).up, total: rooms.length })
          : undefined
      }
    >
      {data === undefined && error === null && (
        <Skeleton height={160} m={12} w="auto" aria-label={t('app.loading')} />
      )}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data !== undefined && rooms.length === 0 && <Nothing>{t('overview.roomsNone')}</Nothing>}
      <Level
        title={t('overview.provinceRooms')}
        rooms={rooms.filter((room) => room.level === 'province')}
        prefix={prefix}
      />
      <Level
        title={t('overview.districtRooms')}
        rooms={rooms.filter((room) => room.level === 'district')}
        prefix={prefix}
      />
    </Panel>
  );
}

function Level({ title, rooms, prefix }: { title: string; rooms: readonly RoomRow[]; prefix: string }) {
  const format = useFormat();
  if (rooms.length === 0) return null;
  const byName = vietnameseOrder();
  const sorted = rooms.toSorted((a, b) => byName(a.name, b.name));
  return (
    <div className={css.level}>
      <h3>{title}</h3>
      <ul>
        {sorted.map((room) => (
          <li key={room.id} className={css.room}>
            <Link to="/sites/$siteId" params={{ siteId: room.site }} className={css.name} title={room.name}>
              {room.name.slice(prefix.length)}
            </Link>
            <span className={css.figure}>{roomFigure(room, format)}</span>
            <StateLabel state={room.state} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The figure that a caller would notice first. */
function roomFigure(room: RoomRow, format: Format): string {
  if (room.lossPercent !== null && room.lossPercent > 0) return format.loss(room.lossPercent);
  return room.rttMs === null ? '' : format.milliseconds(room.rttMs);
}
