/** Why something that somebody asked for was not done. */
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../../api/failure.ts';
import css from './act-problem.module.css';

/** Announced; what was typed stays where it is. Nothing when there is no error. */
export function ActProblem({ error }: { error: Error | null }) {
  const { t } = useTranslation();
  if (error === null) return null;
  return (
    <p className={css.problem} role="alert">
      {t(`actProblem.${kindOf(error)}`)}
      <span className={css.said}>
        {error instanceof ApiFailure ? `${error.code}: ${error.message}` : error.message}
      </span>
    </p>
  );
}

function kindOf(error: Error): 'notReached' | 'signedOut' | 'forbidden' | 'tooLarge' | 'server' | 'refused' {
  if (!(error instanceof ApiFailure)) return 'server';
  if (error.status === 0) return 'notReached';
  if (error.status === 401) return 'signedOut';
  if (error.status === 403) return 'forbidden';
  if (error.status === 413) return 'tooLarge';
  return error.status >= 500 ? 'server' : 'refused';
}
