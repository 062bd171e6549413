/** The bottom of the wallboard: which view it is, whether it is current, whether it would sound. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { aboutQuery } from '../../api/queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { Sound } from '../../lib/alarm-tone.ts';
import type { WallView } from '../../lib/wallboard.ts';
import { Icon } from '../parts/icons.tsx';
import { useLiveStatus } from '../shell/services.ts';
import type { Rotation } from './use-rotation.ts';
import css from './wall-foot.module.css';

export interface WallFootProps {
  views: readonly WallView[];
  rotation: Rotation;
  /** When what is shown was read, by the server's clock. */
  updatedMs: number | undefined;
  sound: Sound | 'off';
}

export function WallFoot({ views, rotation, updatedMs, sound }: WallFootProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { phase } = useLiveStatus();
  const { data: about } = useQuery(aboutQuery());
  return (
    <footer className={css.foot}>
      <div className={css.views}>
        <button type="button" onClick={rotation.togglePause} aria-pressed={rotation.isPaused}>
          <Icon name={rotation.isPaused ? 'play' : 'pause'} />
          {t(rotation.isPaused ? 'wall.resume' : 'wall.pause')}
        </button>
        <span className={css.dots} aria-hidden="true">
          {views.map((view) => (
            <i key={view} data-current={view === rotation.view} />
          ))}
        </span>
      </div>
      {about?.demonstration === true && <span className={css.demonstration}>{t('app.demonstration')}</span>}
      <div className={css.standing}>
        <span data-sound={sound}>
          <Icon name={sound === 'ready' ? 'sound' : 'soundOff'} />
          {t(`wall.sound.${sound}`)}
        </span>
        <span data-phase={phase}>
          <Icon name={phase === 'open' ? 'check' : 'warning'} />
          {t(`live.${phase}`)}
          {updatedMs !== undefined && ` · ${t('wall.updated', { time: format.timeSeconds(updatedMs) })}`}
        </span>
        <Link to="/">{t('wall.leave')}</Link>
      </div>
    </footer>
  );
}
