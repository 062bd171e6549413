/** What stands in place of a page that is not for everybody: one message instead of a refusal in each of its parts. */
import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import problem from '../parts/problem.module.css';
import { useAccess } from './use-access.ts';

export interface ForAdminsProps {
  /** Of the page. */
  title: string;
  children: ReactNode;
}

/** Shows the page to administrators of the whole province; nothing of it is asked for by others. */
export function ForAdmins({ title, children }: ForAdminsProps) {
  const { t } = useTranslation();
  const { user, mayDo, mayAdminister } = useAccess();
  // Whose session has ended is nobody: what was typed stays until somebody else has signed in.
  const wasShown = useRef(false);
  if (mayDo('viewer')) wasShown.current = mayAdminister;
  if (wasShown.current) return children;
  if (!mayDo('viewer')) return <Skeleton height={320} aria-label={t('app.loading')} />;
  return (
    <>
      <h1>{title}</h1>
      <div className={problem.problem} role="status">
        <h2>{t('problem.forbiddenTitle')}</h2>
        <p>{t(mayDo('admin') ? 'problem.wholeProvince' : 'problem.forAdmins')}</p>
        {user === null ? (
          <p>
            <Link to="/sign-in">{t('problem.signInAsAdmin')}</Link>
          </p>
        ) : (
          <p>
            <Link to="/">{t('problem.home')}</Link>
          </p>
        )}
      </div>
    </>
  );
}
