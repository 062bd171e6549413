/** What is shown when a page itself fails. */
import { Button } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import css from '../parts/problem.module.css';

/** The router's error boundary. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <div className={css.problem} role="alert">
      <h1>{t('problem.unexpectedTitle')}</h1>
      <p>{t('problem.unexpected')}</p>
      <p className={css.code}>{error instanceof Error ? error.message : String(error)}</p>
      <Button
        onClick={() => {
          reset();
          void router.invalidate();
        }}
      >
        {t('problem.retry')}
      </Button>
    </div>
  );
}
