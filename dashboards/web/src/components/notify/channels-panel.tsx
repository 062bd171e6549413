/** By which ways messages go, and whether they arrive. */
import { useTranslation } from 'react-i18next';
import type { NotifyMediumRow, NotifySetup } from '../../../../../collector/api/types/notify.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { Icon } from '../parts/icons.tsx';
import css from './channels-panel.module.css';

type Standing = 'fine' | 'failing' | 'dead' | 'missing';

function standingOf({ dead, failing, hasChannel }: NotifyMediumRow): Standing {
  if (dead > 0) return 'dead';
  if (failing > 0) return 'failing';
  return hasChannel ? 'fine' : 'missing';
}

const ICONS = { fine: 'check', failing: 'warning', dead: 'warning', missing: 'minus' } as const;

export function Channels({ setup: { channels, media } }: { setup: NotifySetup }) {
  const { t } = useTranslation();
  return (
    <ul className={css.media}>
      {media.map((medium) => {
        const standing = standingOf(medium);
        const ways = channels.filter((channel) => channel.medium === medium.medium);
        return (
          <li key={medium.medium} className={css.medium}>
            <div className={css.head}>
              <h3>{t(`notify.medium.${medium.medium}`)}</h3>
              <span className={css.standing} data-standing={standing}>
                <Icon name={ICONS[standing]} size={15} />
                {t(`notify.standing.${standing}`)}
              </span>
            </div>
            {ways.map(({ kind, place }) => (
              <p key={`${kind} ${place}`} className={css.way}>
                {t(`notify.channel.${kind}`)} <code>{place}</code>
              </p>
            ))}
            <Figures medium={medium} />
          </li>
        );
      })}
    </ul>
  );
}

function Figures({ medium }: { medium: NotifyMediumRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const { waiting, dead, deliveredAt, error, hasChannel } = medium;
  if (!hasChannel && waiting === 0 && dead === 0 && deliveredAt === null) return null;
  const said = [
    deliveredAt === null
      ? t('notify.neverDelivered')
      : t('notify.lastDelivered', { time: format.moment(Date.parse(deliveredAt), now) }),
    ...(waiting > 0 ? [t('notify.waiting', { count: waiting })] : []),
    ...(dead > 0 ? [t('notify.dead', { count: dead })] : []),
  ];
  return (
    <>
      <p className={css.figures}>{said.join(' · ')}</p>
      {error !== null && <p className={css.error}>{error}</p>}
    </>
  );
}
