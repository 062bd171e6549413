/** The rooms with what a meeting depends on. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { LineRow } from '../../../../../collector/api/types/equipment.ts';
import type { RoomRow } from '../../../../../collector/api/types/rooms.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { sharedPrefix } from '../../lib/names.ts';
import {
  lineShare,
  NOTICED,
  type Obstacle,
  obstaclesOf,
  readinessOf,
  readinessRank,
} from '../../lib/readiness.ts';
import { vietnameseOrder } from '../../lib/search.ts';
import table from '../parts/small-table.module.css';
import { ReadinessMark } from './readiness-mark.tsx';
import css from './room-table.module.css';

export interface RoomTableProps {
  rooms: readonly RoomRow[];
  /** Whose history is shown. */
  chosen: string | undefined;
}

/** What is not ready first. */
export function RoomTable({ rooms, chosen }: RoomTableProps) {
  const { t } = useTranslation();
  const byName = vietnameseOrder();
  const prefix = sharedPrefix(rooms.map(({ name }) => name));
  const judged = rooms
    .map((room) => ({ room, obstacles: obstaclesOf(room) }))
    .sort(
      (a, b) =>
        readinessRank(readinessOf(a.obstacles)) - readinessRank(readinessOf(b.obstacles)) ||
        byName(a.room.name, b.room.name),
    );
  return (
    <table className={`${table.table} ${css.rooms}`}>
      <thead>
        <tr>
          <th scope="col">{t('rooms.room')}</th>
          <th scope="col">{t('rooms.ready')}</th>
          <th scope="col" className={table.figure}>
            {t('rooms.mos')}
          </th>
          <th scope="col" className={table.figure}>
            {t('chart.loss')}
          </th>
          <th scope="col" className={table.figure}>
            {t('rooms.jitter')}
          </th>
          <th scope="col" className={table.figure}>
            {t('rooms.rtt')}
          </th>
          <th scope="col">{t('rooms.line')}</th>
        </tr>
      </thead>
      <tbody>
        {judged.map(({ room, obstacles }) => (
          <Row
            key={room.id}
            room={room}
            obstacles={obstacles}
            name={room.name.slice(prefix.length)}
            isChosen={room.id === chosen}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  room: RoomRow;
  obstacles: readonly Obstacle[];
  name: string;
  isChosen: boolean;
}

function Row({ room, obstacles, name, isChosen }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = (value: number | null, write: (value: number) => string) =>
    value === null ? '–' : write(value);
  const figures = [
    ['mos', t('rooms.mos'), text(room.mos, (mos) => format.number(mos, 1))],
    ['loss', t('chart.loss'), text(room.lossPercent, format.loss)],
    ['jitter', t('rooms.jitter'), text(room.jitterMs, format.milliseconds)],
    ['delay', t('rooms.rtt'), text(room.rttMs, format.milliseconds)],
  ] as const;
  return (
    <tr data-chosen={isChosen}>
      <td>
        <Link
          to="/rooms"
          search={(last) => ({ ...last, room: room.id })}
          resetScroll={false}
          replace
          className={css.name}
          aria-current={isChosen ? 'true' : undefined}
          title={t('rooms.showHistory')}
        >
          {name}
        </Link>
        <span className={table.second}>
          {t(`rooms.level.${room.level}`)} ·{' '}
          <Link to="/sites/$siteId" params={{ siteId: room.site }}>
            {t('rooms.site')}
          </Link>
        </span>
      </td>
      <td data-label={t('rooms.ready')}>
        <span>
          <ReadinessMark readiness={readinessOf(obstacles)} />
          {obstacles.length > 0 && (
            <span className={table.second}>
              {obstacles.map((each) => t(`rooms.obstacle.${each}`)).join(', ')}
            </span>
          )}
          {room.codec?.inCall === true && <span className={table.second}>{t('rooms.inCall')}</span>}
        </span>
      </td>
      {figures.map(([obstacle, label, value]) => (
        <td
          key={obstacle}
          data-label={label}
          className={table.figure}
          data-noticed={obstacles.includes(obstacle) || undefined}
        >
          {value}
        </td>
      ))}
      <td data-label={t('rooms.line')}>
        <span className={css.lines}>
          {room.lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
          {room.lines.length === 0 && '–'}
        </span>
      </td>
    </tr>
  );
}

function Line({ line }: { line: LineRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = lineShare(line);
  return (
    <span className={css.line}>
      <span>
        {line.carrier} · {format.bitrate(line.bandwidthKbps * 1000)}
      </span>
      <span className={css.bar} aria-hidden="true" data-full={share !== null && share > NOTICED.lineShare}>
        <i style={{ width: `${Math.min(1, share ?? 0) * 100}%` }} />
      </span>
      <span className={css.share}>
        {share === null
          ? t('rooms.lineUnknown')
          : t('rooms.lineUse', { percent: format.number(share * 100) })}
      </span>
    </span>
  );
}
