/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import css from '../parts/problem.module.css';

/** `text` says what was looked for; without it the page in general. */
export function NotFound({ text }: { text?: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.problem}>
      <h1>{t('problem.notFoundTitle')}</h1>
      <p>{text ?? t('problem.notFound')}</p>
      <Link to="/">{t('problem.home')}</Link>
    </div>
  );
}
