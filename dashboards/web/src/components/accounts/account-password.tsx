/** Changing one's own password. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionUser } from '../../../../../collector/api/types/accounts.ts';
import { accountKeys } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { accountErrorCode } from '../../lib/account-messages.ts';
import { isTooLong, MOST } from '../../lib/typed.ts';
import { Panel } from '../parts/panel.tsx';
import { TypedPassword } from '../parts/typed-input.tsx';
import css from './account.module.css';
import { isGoodPassword, NewPassword } from './new-password.tsx';

const EMPTY = { value: '', repeated: '' };

export function AccountPassword({ user }: { user: SessionUser }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const explain = useAccountError();
  const [old, setOld] = useState('');
  const [passwords, setPasswords] = useState(EMPTY);
  const names = [user.name, user.fullName];
  const isReady = old !== '' && !isTooLong(old, MOST.password) && isGoodPassword({ ...passwords, names });
  const change = useMutation({
    mutationFn: () =>
      request<undefined>('/account/password', { method: 'POST', body: { old, new: passwords.value } }),
    onSuccess: () => {
      setOld('');
      setPasswords(EMPTY);
      return client.invalidateQueries({ queryKey: accountKeys.sessions });
    },
  });
  const why = change.error === null ? undefined : accountErrorCode(change.error);
  const isNew = why?.startsWith('password_') === true;
  const oldProblem = why === 'wrong_password' ? t('account.wrongOldPassword') : explain(change.error);
  return (
    <Panel title={t('account.password')}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) change.mutate();
        }}
      >
        {/* Where a password manager finds whose password it is. */}
        <input type="text" autoComplete="username" value={user.name} readOnly hidden />
        <TypedPassword
          label={t('account.oldPassword')}
          name="password"
          autoComplete="current-password"
          most={MOST.password}
          value={old}
          onChange={setOld}
          error={isNew ? undefined : oldProblem}
        />
        <NewPassword
          {...passwords}
          names={names}
          error={isNew ? explain(change.error) : undefined}
          onChange={(value, repeated) => setPasswords({ value, repeated })}
        />
        <div className={css.row}>
          <Button type="submit" loading={change.isPending} disabled={!isReady}>
            {t('account.changePassword')}
          </Button>
          <span role="status">{change.isSuccess && t('account.passwordChanged')}</span>
        </div>
      </form>
    </Panel>
  );
}
