/** The video-conference rooms on the wallboard: small beside the map, large as a view of their own. */
import { useTranslation } from 'react-i18next';
import type { RoomRow } from '../../../../../collector/api/types/rooms.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { sharedPrefix } from '../../lib/names.ts';
import { countStates, rank } from '../../lib/state.ts';
import { StateMark } from '../parts/state-mark.tsx';
import panel from './wall-panel.module.css';
import css from './wall-rooms.module.css';

/** More of them and only those that are not well have a place beside the map. */
const MAX_SMALL = 16;

/** A panel of names and marks. */
export function WallRoomsSmall({ rooms }: { rooms: readonly RoomRow[] }) {
  const { t } = useTranslation();
  const prefix = sharedPrefix(rooms.map(({ name }) => name));
  const worstFirst = rooms.toSorted((a, b) => rank(a.state) - rank(b.state));
  return (
    <section className={panel.panel} aria-labelledby="wall-rooms">
      <h2 id="wall-rooms">
        {t('overview.rooms')}
        <span className={css.aside}>
          {t('overview.roomsUp', { up: countStates(rooms).up, total: rooms.length })}
        </span>
      </h2>
      <ul className={css.small}>
        {worstFirst.slice(0, MAX_SMALL).map(({ id, name, state }) => (
          <li key={id} data-state={state}>
            <StateMark state={state} />
            <span className={css.name}>{name.slice(prefix.length)}</span>
            {state !== 'up' && <b>{t(`state.${state}`)}</b>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Cards with what a meeting notices. */
export function WallRoomsLarge({ rooms }: { rooms: readonly RoomRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const prefix = sharedPrefix(rooms.map(({ name }) => name));
  const figures = (room: RoomRow) =>
    [
      [t('rooms.rtt'), room.rttMs === null ? null : format.milliseconds(room.rttMs)],
      [t('chart.loss'), room.lossPercent === null ? null : format.loss(room.lossPercent)],
      [t('rooms.jitter'), room.jitterMs === null ? null : format.milliseconds(room.jitterMs)],
    ] as const;
  return (
    <ul className={css.large}>
      {rooms
        .toSorted((a, b) => rank(a.state) - rank(b.state))
        .map((room) => (
          <li key={room.id} data-state={room.state}>
            <strong>{room.name.slice(prefix.length)}</strong>
            <span className={css.state}>
              <StateMark state={room.state} />
              {t(`state.${room.state}`)}
            </span>
            <dl>
              {figures(room).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value ?? '–'}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
    </ul>
  );
}
