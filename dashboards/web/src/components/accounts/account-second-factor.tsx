/** Turning the second factor on, off, and moving it to another telephone. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  SecondFactorConfirmed,
  SecondFactorOffer,
  SessionUser,
} from '../../../../../collector/api/types/accounts.ts';
import { accountKeys } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { accountErrorCode } from '../../lib/account-messages.ts';
import { isTooLong, MOST } from '../../lib/typed.ts';
import { Panel } from '../parts/panel.tsx';
import { TypedInput, TypedPassword } from '../parts/typed-input.tsx';
import css from './account.module.css';
import { QrCode } from './qr-code.tsx';

type Step =
  | { kind: 'rest' }
  | { kind: 'password'; wants: 'on' | 'off' }
  | { kind: 'scan'; offer: SecondFactorOffer; password: string }
  | { kind: 'codes'; codes: readonly string[] };

export function AccountSecondFactor({ user }: { user: SessionUser }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ kind: 'rest' });
  const rest = () => setStep({ kind: 'rest' });
  const known = () => client.invalidateQueries({ queryKey: accountKeys.session });
  const state = t(user.secondFactor ? 'account.on' : 'account.off');
  return (
    <Panel title={t('account.secondFactor')} aside={state}>
      {step.kind === 'rest' && (
        <div className={css.form}>
          <p>{t('account.secondFactorText')}</p>
          <div className={css.row}>
            <Button
              variant={user.secondFactor ? 'default' : 'filled'}
              onClick={() => setStep({ kind: 'password', wants: 'on' })}
            >
              {t(user.secondFactor ? 'account.renew' : 'account.turnOn')}
            </Button>
            {user.secondFactor && (
              <Button variant="default" onClick={() => setStep({ kind: 'password', wants: 'off' })}>
                {t('account.turnOff')}
              </Button>
            )}
          </div>
        </div>
      )}
      {step.kind === 'password' && (
        <PasswordStep
          user={user}
          wants={step.wants}
          onOffer={(offer, password) => setStep({ kind: 'scan', offer, password })}
          onOff={() => {
            rest();
            void known();
          }}
          onCancel={rest}
        />
      )}
      {step.kind === 'scan' && (
        <ScanStep
          offer={step.offer}
          password={step.password}
          onDone={(codes) => {
            setStep({ kind: 'codes', codes });
            void known();
          }}
          onCancel={rest}
        />
      )}
      {step.kind === 'codes' && <RecoveryCodes codes={step.codes} onKept={rest} />}
    </Panel>
  );
}

interface PasswordStepProps {
  user: SessionUser;
  wants: 'on' | 'off';
  onOffer: (offer: SecondFactorOffer, password: string) => void;
  onOff: () => void;
  onCancel: () => void;
}

function PasswordStep({ user, wants, onOffer, onOff, onCancel }: PasswordStepProps) {
  const { t } = useTranslation();
  const explain = useAccountError();
  const [password, setPassword] = useState('');
  const body = { password };
  const go = useMutation({
    mutationFn: async () => {
      if (wants === 'on')
        onOffer(
          await request<SecondFactorOffer>('/account/second-factor', { method: 'POST', body }),
          password,
        );
      else {
        await request<undefined>('/account/second-factor/end', { method: 'POST', body });
        onOff();
      }
    },
  });
  const isWrong = go.error !== null && accountErrorCode(go.error) === 'wrong_password';
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isTooLong(password, MOST.password)) go.mutate();
      }}
    >
      <input type="text" autoComplete="username" value={user.name} readOnly hidden />
      <TypedPassword
        label={t('account.confirmPassword')}
        autoComplete="current-password"
        autoFocus
        most={MOST.password}
        value={password}
        onChange={setPassword}
        error={isWrong ? t('account.wrongOldPassword') : explain(go.error)}
      />
      <div className={css.row}>
        <Button type="submit" loading={go.isPending}>
          {t(wants === 'on' ? 'account.continue' : 'account.turnOff')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('account.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface ScanStepProps {
  offer: SecondFactorOffer;
  /** The server asks for it again with the code. */
  password: string;
  onDone: (codes: readonly string[]) => void;
  onCancel: () => void;
}

function ScanStep({ offer: { secret, uri }, password, onDone, onCancel }: ScanStepProps) {
  const { t } = useTranslation();
  const explain = useAccountError();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: async () => {
      const body = { secret, code, password };
      const path = '/account/second-factor/confirm';
      onDone((await request<SecondFactorConfirmed>(path, { method: 'POST', body })).recoveryCodes);
    },
  });
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isTooLong(code, MOST.newCode)) confirm.mutate();
      }}
    >
      <p>{t('account.scan')}</p>
      <QrCode text={uri} label={t('account.qr')} />
      <p className={css.soft}>{t('account.secret')}</p>
      <code className={css.secret}>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
      <TypedInput
        label={t('account.code')}
        autoComplete="one-time-code"
        inputMode="numeric"
        autoFocus
        required
        most={MOST.newCode}
        value={code}
        onChange={setCode}
        error={explain(confirm.error)}
      />
      <div className={css.row}>
        <Button type="submit" loading={confirm.isPending}>
          {t('account.confirm')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('account.cancel')}
        </Button>
      </div>
    </form>
  );
}

function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.form}>
      <h3>{t('account.recovery')}</h3>
      <p>{t('account.recoveryText')}</p>
      <ul className={css.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={css.row}>
        <Button onClick={onKept}>{t('account.recoveryKept')}</Button>
        <Button variant="default" onClick={() => window.print()}>
          {t('account.print')}
        </Button>
      </div>
    </div>
  );
}
