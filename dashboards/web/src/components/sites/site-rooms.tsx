/** The video-conference rooms of a site, with what a meeting notices. */
import { useTranslation } from 'react-i18next';
import type { RoomRow } from '../../../../../collector/api/types/rooms.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import css from '../parts/small-table.module.css';
import { StateLabel } from '../parts/state-mark.tsx';

/** A panel with one row a room. */
export function SiteRooms({ rooms }: { rooms: readonly RoomRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('site.rooms')} isFlush>
      {rooms.length === 0 ? (
        <Nothing>{t('site.noRooms')}</Nothing>
      ) : (
        <ul className={css.rooms}>
          {rooms.map((room) => (
            <li key={room.id}>
              <span className={css.roomName}>{room.name}</span>
              <StateLabel state={room.state} />
              <span className={css.second}>
                {[
                  room.rttMs === null ? undefined : `RTT ${format.milliseconds(room.rttMs)}`,
                  room.lossPercent === null
                    ? undefined
                    : `${t('chart.loss')} ${format.loss(room.lossPercent)}`,
                  room.jitterMs === null ? undefined : `jitter ${format.milliseconds(room.jitterMs)}`,
                ]
                  .filter((part) => part !== undefined)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
