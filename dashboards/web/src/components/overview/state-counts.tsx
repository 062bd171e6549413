/** How many sites are in which state, each a way to the list of them. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { countStates, WORST_FIRST } from '../../lib/state.ts';
import { StateMark } from '../parts/state-mark.tsx';
import css from './state-counts.module.css';

/** A row of counts, worst first as everywhere. */
export function StateCounts({ sites }: { sites: readonly SiteRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = countStates(sites);
  return (
    <ul className={css.counts} aria-label={t('overview.states')}>
      {WORST_FIRST.map((state) => (
        <li key={state}>
          <Link
            to="/sites"
            search={{ state }}
            className={css.count}
            data-state={state}
            data-none={counts[state] === 0}
          >
            <span className={css.figure}>
              <StateMark state={state} size={20} />
              {format.number(counts[state])}
            </span>{' '}
            <span className={css.word}>{t(`state.${state}`)}</span>
          </Link>
        </li>
      ))}
      <li>
        <Link to="/sites" className={css.count} data-total="true">
          <span className={css.figure}>{format.number(sites.length)}</span>
          <span className={css.word}>{t('overview.allSites')}</span>
        </Link>
      </li>
    </ul>
  );
}
