/** A room's readiness: mark and word. The marks are those of the states, which people know. */
import { useTranslation } from 'react-i18next';
import type { State } from '../../../../../model/state.ts';
import type { Readiness } from '../../lib/readiness.ts';
import { StateMark } from '../parts/state-mark.tsx';
import css from './readiness-mark.module.css';

const AS_STATE: Record<Readiness, State> = {
  no: 'down',
  limited: 'degraded',
  unknown: 'unknown',
  ready: 'up',
};

export function ReadinessMark({ readiness }: { readiness: Readiness }) {
  const { t } = useTranslation();
  return (
    <span className={css.readiness} data-state={AS_STATE[readiness]}>
      <StateMark state={AS_STATE[readiness]} />
      {t(`rooms.readiness.${readiness}`)}
    </span>
  );
}
