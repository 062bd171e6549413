/** Full name, role and scope of somebody. */
import { useTranslation } from 'react-i18next';
import type { UserRow } from '../../../../../collector/api/types/accounts.ts';
import type { PersonRole } from '../../../../../model/roles.ts';
import { isTooLong, MOST, typed } from '../../lib/typed.ts';
import { TypedInput } from '../parts/typed-input.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { AccountForm } from './account-form.tsx';
import { RoleInput } from './role-input.tsx';
import { ScopeInput } from './scope-input.tsx';
import type { UserAct } from './use-user-act.ts';

interface Draft {
  readonly fullName: string;
  readonly role: PersonRole;
  readonly scope: readonly string[] | undefined;
}

export function UserForm({ user, act }: { user: UserRow; act: UserAct }) {
  const { t } = useTranslation();
  const initial: Draft = { fullName: user.fullName, role: user.role, scope: user.scope };
  const { draft, change, discard } = useDraft<Draft>(`users.${user.name}`, initial);
  const { role, scope } = draft;
  const fullName = typed(draft.fullName);
  const isChanged =
    fullName !== user.fullName || role !== user.role || scope?.join(',') !== user.scope.join(',');
  const isFullNameGood = fullName !== '' && !isTooLong(fullName, MOST.fullName);
  return (
    <AccountForm
      title={t('users.change')}
      error={act.error}
      submit={t('users.save')}
      isBusy={act.isPending}
      isReady={isChanged && isFullNameGood && scope !== undefined}
      onSubmit={() => act.mutate({ body: { fullName, role, scope } }, { onSuccess: discard })}
      onDiscard={isChanged ? discard : undefined}
      said={act.isSuccess && !isChanged ? t('users.saved') : undefined}
      fields={
        <>
          <TypedInput
            label={t('account.fullName')}
            required
            most={MOST.fullName}
            value={draft.fullName}
            onChange={(text) => change({ fullName: text })}
          />
          <RoleInput role={role} onChange={(next) => change({ role: next })} />
          <ScopeInput scope={scope} onChange={(next) => change({ scope: next })} />
        </>
      }
    />
  );
}
