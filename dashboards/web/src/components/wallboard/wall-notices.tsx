/** What somebody in front of the wallboard must not miss: that it is old, that it is mute, that nothing is kept. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { aboutQuery } from '../../api/queries.ts';
import { useFormat, useNow, useServerClock } from '../../i18n/use-format.ts';
import type { Sound } from '../../lib/alarm-tone.ts';
import { SECOND } from '../../lib/time.ts';
import { Icon } from '../parts/icons.tsx';
import css from './wall-notices.module.css';

/** Since when what is shown is not current any more, by the server's clock; `undefined`: it is. */
export function StaleNotice({ sinceMs }: { sinceMs: number | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(SECOND);
  return (
    <div role="alert" className={css.alert}>
      {sinceMs !== undefined && (
        <div className={css.stale}>
          <Icon name="warning" />
          <strong>{t('wall.stale', { time: format.timeSeconds(sinceMs) })}</strong>
          <span>{t('wall.staleFor', { duration: format.duration(now - sinceMs) })}</span>
        </div>
      )}
    </div>
  );
}

/** The database of the measurements does not answer; states go on, figures and charts do not. */
export function StoreNotice() {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useServerClock();
  const away = useQuery({ ...aboutQuery(), refetchInterval: 30 * SECOND }).data?.store.away;
  if (away === undefined || away === null) return null;
  return (
    <p className={css.notice}>
      <Icon name="warning" />
      {t('wall.storeAway', { time: format.moment(Date.parse(away.since), clock()) })}
    </p>
  );
}

/** The browser wants one click before it lets anything sound. */
export function SoundHint({ sound }: { sound: Sound | 'off' }) {
  const { t } = useTranslation();
  if (sound !== 'blocked') return null;
  return (
    <p className={css.notice}>
      <Icon name="soundOff" />
      {t('wall.soundHint')}
    </p>
  );
}

/** `undefined` while everything is current. By this machine's clock in, by the server's out. */
export function useServerTime(machineMs: number | undefined): number | undefined {
  const clock = useServerClock();
  return machineMs === undefined ? undefined : machineMs + (clock() - Date.now());
}
