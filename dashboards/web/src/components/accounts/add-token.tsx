/** Makes an access token, shown once. */
import { NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NewToken } from '../../../../../collector/api/types/accounts.ts';
import { PERSON_ROLES } from '../../../../../model/roles.ts';
import { accountKeys } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useServerClock } from '../../i18n/use-format.ts';
import { DAY } from '../../lib/time.ts';
import { isTooLong, MOST, typed } from '../../lib/typed.ts';
import { TypedInput } from '../parts/typed-input.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { AccountForm } from './account-form.tsx';
import { HandedOnce } from './handed-once.tsx';
import { ScopeInput } from './scope-input.tsx';

const KINDS = [...PERSON_ROLES, 'write'] as const;
type Kind = (typeof KINDS)[number];

const VALID_DAYS = [7, 30, 90, 365] as const;
/** Long enough that nobody renews weekly, short enough that what is forgotten ends. */
const USUAL_DAYS = 90;

interface Draft {
  readonly holder: string;
  readonly kind: Kind;
  /** 0: without an end. */
  readonly days: number;
  readonly scope: readonly string[] | undefined;
}
const EMPTY: Draft = { holder: '', kind: 'viewer', days: USUAL_DAYS, scope: [] };

export function AddToken({ className }: { className: string | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const clock = useServerClock();
  const { draft, isChanged, change, discard } = useDraft<Draft>('tokens.new', EMPTY);
  const { kind, days, scope } = draft;
  const holder = typed(draft.holder);
  const isOfPerson = kind !== 'write';
  const add = useMutation({
    mutationFn: () =>
      request<NewToken>('/tokens', {
        method: 'POST',
        body: {
          holder,
          kind,
          ...(days > 0 && { expires: new Date(clock() + days * DAY).toISOString() }),
          ...(isOfPerson && { scope }),
        },
      }),
    onSuccess: () => {
      discard();
      return client.invalidateQueries({ queryKey: accountKeys.tokens });
    },
  });
  const isHolderGood = holder !== '' && !isTooLong(holder, MOST.tokenHolder);
  return (
    <AccountForm
      className={className}
      title={t('tokens.add')}
      error={add.error}
      submit={t('tokens.submit')}
      isBusy={add.isPending}
      isReady={isHolderGood && (!isOfPerson || scope !== undefined)}
      onSubmit={() => add.mutate()}
      onDiscard={isChanged ? discard : undefined}
      fields={
        <>
          <TypedInput
            label={t('tokens.holder')}
            required
            most={MOST.tokenHolder}
            value={draft.holder}
            onChange={(text) => change({ holder: text })}
          />
          <NativeSelect
            label={t('tokens.kind')}
            value={kind}
            onChange={(event) =>
              change({ kind: KINDS.find((each) => each === event.currentTarget.value) ?? 'viewer' })
            }
            data={KINDS.map((value) => ({
              value,
              label: t(value === 'write' ? 'tokens.write' : `role.${value}`),
            }))}
          />
          <NativeSelect
            label={t('tokens.valid')}
            value={String(days)}
            onChange={(event) => change({ days: Number(event.currentTarget.value) })}
            data={[
              ...VALID_DAYS.map((count) => ({ value: String(count), label: t('tokens.days', { count }) })),
              { value: '0', label: t('tokens.noEnd') },
            ]}
          />
          {isOfPerson && <ScopeInput scope={scope} onChange={(next) => change({ scope: next })} />}
        </>
      }
    >
      {add.data !== undefined && (
        <HandedOnce title={t('tokens.made')} text={t('tokens.madeText')} value={add.data.token} />
      )}
    </AccountForm>
  );
}
