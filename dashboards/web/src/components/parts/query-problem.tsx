/** A part of a page that could not be read, and the way to try again. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../../api/failure.ts';
import css from './problem.module.css';

/** Says what happened in the user's words and gives the server's own for whoever helps. */
export function QueryProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  const kind = kindOf(error);
  if (kind === 'forbidden' || kind === 'wholeProvince') {
    // Trying again would change nothing.
    return (
      <div className={css.problem} role="alert">
        <h2>{t('problem.forbiddenTitle')}</h2>
        <p>{t(`problem.${kind}`)}</p>
      </div>
    );
  }
  return (
    <div className={css.problem} role="alert">
      <h2>{t('problem.title')}</h2>
      <p>{t(`problem.${kind}`)}</p>
      <p className={css.code}>
        {error instanceof ApiFailure ? `${error.code}: ${error.message}` : error.message}
      </p>
      <Button variant="default" onClick={onRetry}>
        {t('problem.retry')}
      </Button>
    </div>
  );
}

function kindOf(error: Error): 'notReached' | 'forbidden' | 'wholeProvince' | 'server' | 'other' {
  if (!(error instanceof ApiFailure)) return 'server';
  if (error.status === 0) return 'notReached';
  // Asked for without signing in, where that is not needed for everything.
  if (error.status === 401) return 'forbidden';
  if (error.status === 403) return error.code === 'whole_province' ? 'wholeProvince' : 'forbidden';
  return error.status >= 500 ? 'server' : 'other';
}
