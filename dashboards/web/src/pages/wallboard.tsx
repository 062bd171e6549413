/** The board on the wall: everything at a glance, nothing to operate, and it says itself when it is old. */
import { useDocumentTitle, useWindowEvent } from '@mantine/hooks';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomRow } from '../../../../collector/api/types/rooms.ts';
import type { SiteRow } from '../../../../collector/api/types/sites.ts';
import { aboutQuery, incidentsQuery, roomsQuery, sitesQuery } from '../api/queries.ts';
import { useBaseMap } from '../components/map/use-base-map.ts';
import { useLiveStatus } from '../components/shell/services.ts';
import { useAlarm } from '../components/wallboard/use-alarm.ts';
import { useRotation } from '../components/wallboard/use-rotation.ts';
import { WallFoot } from '../components/wallboard/wall-foot.tsx';
import { WallHead } from '../components/wallboard/wall-head.tsx';
import { WallIncidents } from '../components/wallboard/wall-incidents.tsx';
import { WallMap } from '../components/wallboard/wall-map.tsx';
import { SoundHint, StaleNotice, StoreNotice, useServerTime } from '../components/wallboard/wall-notices.tsx';
import { WallRoomsLarge, WallRoomsSmall } from '../components/wallboard/wall-rooms.tsx';
import { countStates } from '../lib/state.ts';
import { MINUTE, SECOND } from '../lib/time.ts';
import { stepSeconds, type WallView, wallViews } from '../lib/wallboard.ts';
import css from './wallboard.module.css';

const route = getRouteApi('/wallboard');

/** Nobody is there to press "try again". */
const RETRY_MS = 5 * SECOND;
const REFRESH_MS = MINUTE;
const untiring = {
  refetchInterval: ({ state }: { state: { status: string } }) =>
    state.status === 'error' ? RETRY_MS : REFRESH_MS,
  refetchIntervalInBackground: true,
} as const;

export function WallboardPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const sites = useQuery({ ...sitesQuery(), ...untiring });
  const incidents = useQuery({ ...incidentsQuery('open'), ...untiring });
  const rooms = useQuery({ ...roomsQuery(), ...untiring });
  useDocumentTitle(`${t('wall.title')} · ${t('app.name')}`);
  useNewVersion();
  const rows = sites.data?.items ?? [];
  const views = wallViews(rows, (rooms.data?.items.length ?? 0) > 0);
  const rotation = useRotation(views, stepSeconds(search) * SECOND);
  const isMute = search.sound === 'off';
  const heard = useAlarm(incidents.data?.items, isMute, ({ site }) => {
    const district = rows.find(({ id }) => id === site)?.district;
    rotation.show(district === undefined || district === null ? 'province' : `district:${district}`);
  });
  const sound = isMute ? 'off' : heard;
  const staleMs = useServerTime(useStaleSince(sites));
  const updatedMs = useServerTime(sites.dataUpdatedAt || undefined);
  useWindowEvent('keydown', ({ key, target }) => {
    if (target instanceof Element && target.closest('button, a') !== null) return;
    if (key === 'ArrowRight') rotation.step(1);
    if (key === 'ArrowLeft') rotation.step(-1);
    if (key === ' ') rotation.togglePause();
  });
  return (
    // Dark whatever the machine prefers: a white wall is a lamp.
    <div className={css.board} data-mantine-color-scheme="dark" data-stale={staleMs !== undefined}>
      <StaleNotice sinceMs={staleMs} />
      <StoreNotice />
      <SoundHint sound={sound} />
      <WallHead sites={rows} />
      <div className={css.middle}>
        <Stage view={rotation.view} sites={rows} rooms={rooms.data?.items ?? []} />
        <div className={css.side}>
          <WallIncidents incidents={incidents.data?.items ?? []} total={incidents.data?.total ?? 0} />
          {rooms.data !== undefined && rooms.data.items.length > 0 && (
            <WallRoomsSmall rooms={rooms.data.items} />
          )}
        </div>
      </div>
      <WallFoot views={views} rotation={rotation} updatedMs={updatedMs} sound={sound} />
    </div>
  );
}

interface StageProps {
  view: WallView;
  sites: readonly SiteRow[];
  rooms: readonly RoomRow[];
}

/** The large part, whose views follow each other. */
function Stage({ view, sites, rooms }: StageProps) {
  const { t } = useTranslation();
  const base = useBaseMap();
  const code = view.startsWith('district:') ? view.slice('district:'.length) : undefined;
  const own = code === undefined ? sites : sites.filter(({ district }) => district === code);
  const { down, unreachable } = countStates(own);
  const name =
    view === 'rooms'
      ? t('overview.rooms')
      : (own[0] && code && own[0].districtName) || t('map.wholeProvince');
  return (
    <section className={css.stage} aria-label={name}>
      {view === 'rooms' ? (
        <WallRoomsLarge rooms={rooms} />
      ) : (
        base.data !== undefined && <WallMap base={base.data} sites={sites} district={code} />
      )}
      <p className={css.name}>
        <b>{name}</b>
        {view !== 'rooms' && (
          <span>
            {[
              t('wall.sites', { count: own.length }),
              ...(down > 0 ? [t('wall.down', { count: down })] : []),
              ...(unreachable > 0 ? [t('wall.unreachable', { count: unreachable })] : []),
            ].join(' · ')}
          </span>
        )}
      </p>
    </section>
  );
}

/** By this machine's clock: when the connection was lost, or the list could not be read again. */
function useStaleSince(sites: UseQueryResult<unknown>): number | undefined {
  const status = useLiveStatus();
  if (status.phase === 'lost') return status.sinceMs;
  return sites.isError && sites.dataUpdatedAt > 0 ? sites.dataUpdatedAt : undefined;
}

/** A board that stands for months takes over the page of a collector that was upgraded under it. */
function useNewVersion(): void {
  const version = useQuery(aboutQuery()).data?.version;
  const first = useRef(version);
  useEffect(() => {
    first.current ??= version;
    if (version !== undefined && version !== first.current) window.location.reload();
  }, [version]);
}
