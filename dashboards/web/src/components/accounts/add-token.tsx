/** Makes an access token, shown once. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewToken } from '../../../../../collector/api/types/accounts.ts';
import { PERSON_ROLES } from '../../../../../model/roles.ts';
import { accountKeys } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { useServerClock } from '../../i18n/use-format.ts';
import { DAY } from '../../lib/time.ts';
import { Panel } from '../parts/panel.tsx';
import css from './account.module.css';
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
  const explain = useAccountError();
  const clock = useServerClock();
  const [draft, setDraft] = useState(EMPTY);
  const change = (part: Partial<Draft>) => setDraft((last) => ({ ...last, ...part }));
  const { holder, kind, days, scope } = draft;
  const isOfPerson = kind !== 'write';
  const add = useMutation({
    mutationFn: () =>
      request<NewToken>('/tokens', {
        method: 'POST',
        body: {
          holder: holder.trim(),
          kind,
          ...(days > 0 && { expires: new Date(clock() + days * DAY).toISOString() }),
          ...(isOfPerson && { scope }),
        },
      }),
    onSuccess: () => {
      setDraft(EMPTY);
      return client.invalidateQueries({ queryKey: accountKeys.tokens });
    },
  });
  const isReady = holder.trim() !== '' && (!isOfPerson || scope !== undefined);
  return (
    <Panel className={className} title={t('tokens.add')}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) add.mutate();
        }}
      >
        <TextInput
          label={t('tokens.holder')}
          autoComplete="off"
          required
          withAsterisk={false}
          maxLength={100}
          value={holder}
          onChange={(event) => change({ holder: event.currentTarget.value })}
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
        {add.error !== null && (
          <p role="alert" className={css.error}>
            {explain(add.error)}
          </p>
        )}
        <div className={css.row}>
          <Button type="submit" loading={add.isPending} disabled={!isReady}>
            {t('tokens.submit')}
          </Button>
        </div>
      </form>
      {add.data !== undefined && (
        <HandedOnce title={t('tokens.made')} text={t('tokens.madeText')} value={add.data.token} />
      )}
    </Panel>
  );
}
