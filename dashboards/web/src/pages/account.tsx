/** One's own account: who it is, password, second factor, where it is signed in, and the way out. */
import { Button, Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SessionUser } from '../../../../collector/api/types/accounts.ts';
import css from '../components/accounts/account.module.css';
import { AccountPassword } from '../components/accounts/account-password.tsx';
import { AccountSecondFactor } from '../components/accounts/account-second-factor.tsx';
import { AccountSessions } from '../components/accounts/account-sessions.tsx';
import { useScopeText } from '../components/accounts/scope-input.tsx';
import { useAccess } from '../components/accounts/use-access.ts';
import { useSignOut } from '../components/accounts/use-sign-in.ts';
import { Panel } from '../components/parts/panel.tsx';
import { useAccountError } from '../i18n/use-account-error.ts';

export function AccountPage() {
  const { t } = useTranslation();
  const { user } = useAccess();
  const signOut = useSignOut();
  const explain = useAccountError();
  useDocumentTitle(`${t('account.title')} · ${t('app.name')}`);
  if (user === undefined) return <Skeleton height={320} aria-label={t('app.loading')} />;
  return (
    <div className={css.page}>
      <div className={css.head}>
        <h1>{t('account.title')}</h1>
        {user !== null && (
          <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
            {t('account.signOut')}
          </Button>
        )}
      </div>
      {signOut.error !== null && <p role="alert">{explain(signOut.error)}</p>}
      {user === null ? (
        <p className={css.nobody}>
          {t('account.nobody')} <Link to="/sign-in">{t('signIn.title')}</Link>
        </p>
      ) : (
        <>
          <div className={css.columns}>
            <Who user={user} />
            {!user.isToken && <AccountPassword user={user} />}
            {!user.isToken && <AccountSecondFactor user={user} />}
          </div>
          {!user.isToken && <AccountSessions />}
        </>
      )}
    </div>
  );
}

function Who({ user }: { user: SessionUser }) {
  const { t } = useTranslation();
  const scopeText = useScopeText();
  return (
    <Panel title={t('account.who')}>
      <dl className={css.facts}>
        <dt>{t('account.fullName')}</dt>
        <dd>{user.fullName}</dd>
        <dt>{t('account.name')}</dt>
        <dd>{user.name}</dd>
        <dt>{t('account.role')}</dt>
        <dd>{t(`role.${user.role}`)}</dd>
        <dt>{t('scope.label')}</dt>
        <dd>{scopeText(user.scope)}</dd>
      </dl>
      {user.isToken && <p className={css.soft}>{t('account.byToken')}</p>}
    </Panel>
  );
}
