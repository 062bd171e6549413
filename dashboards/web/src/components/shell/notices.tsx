/** What everybody has to know on every page: simulated data, and data that has stopped. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { aboutQuery } from '../../api/queries.ts';
import { useFormat, useNow, useServerClock } from '../../i18n/use-format.ts';
import { SECOND } from '../../lib/time.ts';
import { Icon } from '../parts/icons.tsx';
import css from './notices.module.css';
import { useLiveStatus } from './services.ts';

/** `isReduced`: signed out, when no live connection is expected. */
export function Notices({ isReduced }: { isReduced: boolean }) {
  const { t } = useTranslation();
  const { data: about } = useQuery(aboutQuery());
  const status = useLiveStatus();
  return (
    <>
      {about?.demonstration === true && (
        <p className={css.demonstration}>
          <Icon name="info" size={16} />
          {t('app.demonstration')}
        </p>
      )}
      {/* Always in the page: a live region that appears together with its text is not read out. */}
      <div role="status">
        {!isReduced && status.phase === 'lost' && <LostNotice sinceMs={status.sinceMs} />}
      </div>
    </>
  );
}

function LostNotice({ sinceMs }: { sinceMs: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useServerClock();
  const now = useNow(5 * SECOND);
  // The connection noted it by this machine's clock; everything on the page is by the server's.
  const since = sinceMs + (clock() - Date.now());
  return (
    <p className={css.lost}>
      <Icon name="warning" size={18} />
      <span>
        {t('live.lostNotice', { time: format.timeSeconds(since), duration: format.duration(now - since) })}
      </span>
    </p>
  );
}
