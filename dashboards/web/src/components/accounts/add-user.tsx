/** Adds somebody and hands over the link by which they set a password. */
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserInvitation } from '../../../../../collector/api/types/accounts.ts';
import { type PersonRole, USER_NAME, userName } from '../../../../../model/roles.ts';
import { accountKeys } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { accountErrorCode } from '../../lib/account-messages.ts';
import { Panel } from '../parts/panel.tsx';
import css from './account.module.css';
import { Invitation } from './invitation.tsx';
import { RoleInput } from './role-input.tsx';
import { ScopeInput } from './scope-input.tsx';

interface Draft {
  readonly name: string;
  readonly fullName: string;
  readonly role: PersonRole;
  readonly scope: readonly string[] | undefined;
}
const EMPTY: Draft = { name: '', fullName: '', role: 'viewer', scope: [] };

export function AddUser() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const explain = useAccountError();
  const [draft, setDraft] = useState(EMPTY);
  const change = (part: Partial<Draft>) => setDraft((last) => ({ ...last, ...part }));
  const name = userName(draft.name);
  const isNameGood = USER_NAME.test(name);
  const add = useMutation({
    mutationFn: () =>
      request<UserInvitation>('/users', {
        method: 'POST',
        body: { ...draft, name, fullName: draft.fullName.trim() },
      }),
    onSuccess: () => {
      setDraft(EMPTY);
      return client.invalidateQueries({ queryKey: accountKeys.users });
    },
  });
  const isTaken = add.error !== null && accountErrorCode(add.error) === 'name_taken';
  const nameProblem = draft.name.length > 1 && !isNameGood ? t('users.nameWrong') : undefined;
  const isReady = isNameGood && draft.fullName.trim() !== '' && draft.scope !== undefined;
  return (
    <Panel title={t('users.add')}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) add.mutate();
        }}
      >
        <TextInput
          label={t('account.fullName')}
          autoComplete="off"
          required
          withAsterisk={false}
          maxLength={100}
          value={draft.fullName}
          onChange={(event) => change({ fullName: event.currentTarget.value })}
        />
        <TextInput
          label={t('account.name')}
          description={t('users.nameRule')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={40}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={isTaken ? explain(add.error) : nameProblem}
        />
        <RoleInput role={draft.role} onChange={(role) => change({ role })} />
        <ScopeInput scope={draft.scope} onChange={(scope) => change({ scope })} />
        {add.error !== null && !isTaken && (
          <p role="alert" className={css.error}>
            {explain(add.error)}
          </p>
        )}
        <div className={css.row}>
          <Button type="submit" loading={add.isPending} disabled={!isReady}>
            {t('users.addSubmit')}
          </Button>
        </div>
      </form>
      {add.data !== undefined && <Invitation invitation={add.data} />}
    </Panel>
  );
}
