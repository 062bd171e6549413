/** What helps somebody who cannot come in, and what keeps somebody out. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { UserInvitation, UserRow } from '../../../../../collector/api/types/accounts.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { Panel } from '../parts/panel.tsx';
import css from './account.module.css';
import { Invitation } from './invitation.tsx';
import { userPath, useUserAct } from './use-user-act.ts';

export function UserActs({ user }: { user: UserRow }) {
  const { t } = useTranslation();
  const explain = useAccountError();
  const act = useUserAct(user.name);
  const invite = useMutation({
    mutationFn: () => request<UserInvitation>(`${userPath(user.name)}/invite`, { method: 'POST', body: {} }),
  });
  const error = act.error ?? invite.error;
  return (
    <Panel title={t('users.acts')} isFlush>
      <div className={css.acts}>
        {!user.disabled && <Act word="newLink" isBusy={invite.isPending} onDo={() => invite.mutate()} />}
        {user.lockedUntil !== null && (
          <Act word="unlock" isBusy={act.isPending} onDo={() => act.mutate({ path: 'unlock' })} />
        )}
        {user.secondFactor && (
          <Act
            word="dropSecondFactor"
            isBusy={act.isPending}
            onDo={() => act.mutate({ path: 'second-factor/end' })}
          />
        )}
        <Act
          word={user.disabled ? 'enable' : 'disable'}
          isBusy={act.isPending}
          onDo={() => act.mutate({ body: { disabled: !user.disabled } })}
        />
        {error !== null && (
          <p role="alert" className={`${css.act} ${css.error}`}>
            {explain(error)}
          </p>
        )}
        {invite.data !== undefined && <Invitation invitation={invite.data} />}
      </div>
    </Panel>
  );
}

interface ActProps {
  word: 'newLink' | 'unlock' | 'dropSecondFactor' | 'disable' | 'enable';
  isBusy: boolean;
  onDo: () => void;
}

function Act({ word, isBusy, onDo }: ActProps) {
  const { t } = useTranslation();
  return (
    <div className={css.act}>
      <p className={css.soft}>{t(`users.${word}Text`)}</p>
      <Button
        variant="default"
        className={word === 'disable' ? css.danger : undefined}
        disabled={isBusy}
        onClick={onDo}
      >
        {t(`users.${word}`)}
      </Button>
    </div>
  );
}
