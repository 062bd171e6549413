/** Adds somebody and hands over the link by which they set a password. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { UserInvitation } from '../../../../../collector/api/types/accounts.ts';
import { type PersonRole, USER_NAME, userName } from '../../../../../model/roles.ts';
import { accountKeys } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { useTooLong } from '../../i18n/use-too-long.ts';
import { accountErrorCode } from '../../lib/account-messages.ts';
import { isTooLong, MOST, typed } from '../../lib/typed.ts';
import { TypedInput } from '../parts/typed-input.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { AccountForm } from './account-form.tsx';
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
  const tooLong = useTooLong();
  const { draft, isChanged, change, discard } = useDraft<Draft>('users.new', EMPTY);
  const name = userName(draft.name);
  const fullName = typed(draft.fullName);
  const isNameGood = USER_NAME.test(name);
  const add = useMutation({
    mutationFn: () =>
      request<UserInvitation>('/users', { method: 'POST', body: { ...draft, name, fullName } }),
    onSuccess: () => {
      discard();
      return client.invalidateQueries({ queryKey: accountKeys.users });
    },
  });
  const isTaken = add.error !== null && accountErrorCode(add.error) === 'name_taken';
  const nameProblem =
    tooLong(draft.name, MOST.userName) ??
    (draft.name.length > 1 && !isNameGood ? t('users.nameWrong') : undefined);
  const isFullNameGood = fullName !== '' && !isTooLong(fullName, MOST.fullName);
  return (
    <AccountForm
      title={t('users.add')}
      error={isTaken ? null : add.error}
      submit={t('users.addSubmit')}
      isBusy={add.isPending}
      isReady={isNameGood && isFullNameGood && draft.scope !== undefined}
      onSubmit={() => add.mutate()}
      onDiscard={isChanged ? discard : undefined}
      fields={
        <>
          <TypedInput
            label={t('account.fullName')}
            required
            most={MOST.fullName}
            value={draft.fullName}
            onChange={(text) => change({ fullName: text })}
          />
          <TypedInput
            label={t('account.name')}
            description={t('users.nameRule')}
            autoCapitalize="none"
            spellCheck={false}
            required
            most={MOST.userName}
            value={draft.name}
            onChange={(text) => change({ name: text })}
            error={isTaken ? explain(add.error) : nameProblem}
          />
          <RoleInput role={draft.role} onChange={(role) => change({ role })} />
          <ScopeInput scope={draft.scope} onChange={(scope) => change({ scope })} />
        </>
      }
    >
      {add.data !== undefined && <Invitation invitation={add.data} />}
    </AccountForm>
  );
}
