/** Full name, role and scope of somebody. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserRow } from '../../../../../collector/api/types/accounts.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { Panel } from '../parts/panel.tsx';
import css from './account.module.css';
import { RoleInput } from './role-input.tsx';
import { ScopeInput } from './scope-input.tsx';
import type { UserAct } from './use-user-act.ts';

export function UserForm({ user, act }: { user: UserRow; act: UserAct }) {
  const { t } = useTranslation();
  const explain = useAccountError();
  const [fullName, setFullName] = useState(user.fullName);
  const [role, setRole] = useState(user.role);
  const [scope, setScope] = useState<readonly string[] | undefined>(user.scope);
  const wanted = fullName.trim();
  const isChanged =
    wanted !== user.fullName || role !== user.role || scope?.join(',') !== user.scope.join(',');
  const isReady = isChanged && wanted !== '' && scope !== undefined;
  return (
    <Panel title={t('users.change')}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) act.mutate({ body: { fullName: wanted, role, scope } });
        }}
      >
        <TextInput
          label={t('account.fullName')}
          autoComplete="off"
          required
          withAsterisk={false}
          maxLength={100}
          value={fullName}
          onChange={(event) => setFullName(event.currentTarget.value)}
        />
        <RoleInput role={role} onChange={setRole} />
        <ScopeInput scope={scope} onChange={setScope} />
        {act.error !== null && (
          <p role="alert" className={css.error}>
            {explain(act.error)}
          </p>
        )}
        <div className={css.row}>
          <Button type="submit" loading={act.isPending} disabled={!isReady}>
            {t('users.save')}
          </Button>
          <span role="status" className={css.soft}>
            {act.isSuccess && !isChanged && t('users.saved')}
          </span>
        </div>
      </form>
    </Panel>
  );
}
