/** The top of the wallboard: whose network, how many sites in which state, what time it is. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { aboutQuery } from '../../api/queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { countStates, WORST_FIRST } from '../../lib/state.ts';
import { SECOND } from '../../lib/time.ts';
import { Logo } from '../parts/icons.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import css from './wall-head.module.css';

export function WallHead({ sites }: { sites: readonly SiteRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(SECOND);
  const { data: about } = useQuery(aboutQuery());
  const counts = countStates(sites);
  return (
    <header className={css.head}>
      <div className={css.brand}>
        <Logo size={44} />
        <h1>
          {t('app.name')}
          <span className={css.network}>{about?.title}</span>
        </h1>
      </div>
      <ul className={css.counts} aria-label={t('overview.states')}>
        {WORST_FIRST.map((state) => (
          <li key={state} data-state={state} data-none={counts[state] === 0}>
            <b>
              <StateMark state={state} />
              {format.number(counts[state])}
            </b>
            <span className={css.word}>{t(`state.${state}`)}</span>
          </li>
        ))}
        <li data-total="true">
          <b>{format.number(sites.length)}</b>
          <span className={css.word}>{t('overview.allSites')}</span>
        </li>
      </ul>
      <p className={css.clock}>
        <b>{format.timeSeconds(now)}</b>
        <span className={css.date}>{format.date(now)}</span>
      </p>
    </header>
  );
}
