/** One account, for an administrator. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UserRow } from '../../../../collector/api/types/accounts.ts';
import { usersQuery } from '../api/account-queries.ts';
import css from '../components/accounts/account.module.css';
import { ForAdmins } from '../components/accounts/for-admins.tsx';
import { useUserAct } from '../components/accounts/use-user-act.ts';
import { UserActs } from '../components/accounts/user-acts.tsx';
import { UserForm } from '../components/accounts/user-form.tsx';
import { UserState } from '../components/accounts/user-state.tsx';
import { Icon } from '../components/parts/icons.tsx';
import { Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { useFormat, useNow } from '../i18n/use-format.ts';
import { MINUTE } from '../lib/time.ts';

const route = getRouteApi('/users/$name');

export function UserPage() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  return (
    <ForAdmins title={t('users.title')}>
      <User name={name} />
    </ForAdmins>
  );
}

function User({ name }: { name: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(usersQuery());
  const user = data?.items.find((each) => each.name === name);
  useDocumentTitle(`${user?.fullName ?? name} · ${t('app.name')}`);
  return (
    <div className={css.page}>
      <Link to="/users" className={css.back}>
        <Icon name="back" size={16} />
        {t('users.back')}
      </Link>
      <h1>{user?.fullName ?? name}</h1>
      {data === undefined && error === null && <Skeleton height={320} aria-label={t('app.loading')} />}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data !== undefined && user === undefined && <p>{t('users.notFound', { name })}</p>}
      {user !== undefined && <Account key={user.name} user={user} />}
    </div>
  );
}

function Account({ user }: { user: UserRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const act = useUserAct(user.name);
  return (
    <div className={css.columns}>
      <UserForm user={user} act={act} />
      <div className={css.page}>
        <Panel title={t('account.who')}>
          <dl className={css.facts}>
            <dt>{t('account.name')}</dt>
            <dd>{user.name}</dd>
            <dt>{t('users.state')}</dt>
            <dd>
              <UserState user={user} />
            </dd>
            <dt>{t('account.secondFactor')}</dt>
            <dd>{t(user.secondFactor ? 'account.on' : 'account.off')}</dd>
            <dt>{t('users.signedIn')}</dt>
            <dd>
              {user.signedInAt === null ? t('users.never') : format.moment(Date.parse(user.signedInAt), now)}
            </dd>
          </dl>
        </Panel>
        <UserActs user={user} />
      </div>
    </div>
  );
}
