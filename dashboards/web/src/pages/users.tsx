/** Who may come in: accounts and access tokens. For administrators. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UserRow } from '../../../../collector/api/types/accounts.ts';
import { usersQuery } from '../api/account-queries.ts';
import { AccessTokens } from '../components/accounts/access-tokens.tsx';
import css from '../components/accounts/account.module.css';
import { AddToken } from '../components/accounts/add-token.tsx';
import { AddUser } from '../components/accounts/add-user.tsx';
import { ForAdmins } from '../components/accounts/for-admins.tsx';
import { useScopeText } from '../components/accounts/scope-input.tsx';
import { UserState } from '../components/accounts/user-state.tsx';
import { Nothing, Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import table from '../components/parts/small-table.module.css';
import { useFormat, useNow } from '../i18n/use-format.ts';
import { MINUTE } from '../lib/time.ts';

export function UsersPage() {
  const { t } = useTranslation();
  useDocumentTitle(`${t('users.title')} · ${t('app.name')}`);
  return (
    <ForAdmins title={t('users.title')}>
      <Users />
    </ForAdmins>
  );
}

function Users() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(usersQuery());
  return (
    <div className={css.page}>
      <h1>{t('users.title')}</h1>
      <div className={css.beside}>
        <div className={css.column}>
          <Panel title={t('users.list')} isFlush aside={data?.total}>
            {data === undefined && error === null && (
              <Skeleton height={120} m={12} w="auto" aria-label={t('app.loading')} />
            )}
            {data === undefined && error !== null && (
              <QueryProblem error={error} onRetry={() => void refetch()} />
            )}
            {data?.items.length === 0 && <Nothing>{t('users.none')}</Nothing>}
            {data !== undefined && data.items.length > 0 && <UserTable items={data.items} />}
          </Panel>
          {data !== undefined && <AccessTokens className={css.later} />}
        </div>
        {data !== undefined && (
          <div className={css.column}>
            <AddUser />
            <AddToken className={css.later} />
          </div>
        )}
      </div>
    </div>
  );
}

function UserTable({ items }: { items: readonly UserRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const scopeText = useScopeText();
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{t('users.user')}</th>
          <th scope="col">{t('account.role')}</th>
          <th scope="col">{t('scope.label')}</th>
          <th scope="col">{t('users.state')}</th>
          <th scope="col">{t('users.secondFactor')}</th>
          <th scope="col">{t('users.signedIn')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((user) => (
          <tr key={user.name}>
            <td>
              <Link to="/users/$name" params={{ name: user.name }}>
                {user.fullName}
              </Link>
              <span className={table.second}>{user.name}</span>
            </td>
            <td data-label={t('account.role')}>{t(`role.${user.role}`)}</td>
            <td data-label={t('scope.label')}>{scopeText(user.scope)}</td>
            <td data-label={t('users.state')}>
              <UserState user={user} />
            </td>
            <td data-label={t('users.secondFactor')}>{t(user.secondFactor ? 'users.yes' : 'users.no')}</td>
            <td data-label={t('users.signedIn')}>
              {user.signedInAt === null ? t('users.never') : format.moment(Date.parse(user.signedInAt), now)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
