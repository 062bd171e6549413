/** The form in place of a page: name and password, the code of a second factor, or an access token. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../../api/failure.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { accountErrorCode } from '../../lib/account-messages.ts';
import { isTooLong, MOST } from '../../lib/typed.ts';
import { TypedInput, TypedPassword } from '../parts/typed-input.tsx';
import css from './sign-in.module.css';
import { SignInByProvider } from './sign-in-by-provider.tsx';
import { useSignIn } from './use-sign-in.ts';

/** Shown in place of a page until somebody has signed in. */
export function SignIn({ onDone }: { onDone?: () => void }) {
  const [way, setWay] = useState<'password' | 'token'>('password');
  return way === 'password' ? (
    <PasswordForm onOther={() => setWay('token')} {...(onDone && { onDone })} />
  ) : (
    <TokenForm onOther={() => setWay('password')} {...(onDone && { onDone })} />
  );
}

interface WayProps {
  onOther: () => void;
  onDone?: () => void;
}

function PasswordForm({ onOther, onDone }: WayProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const signIn = useSignIn(onDone);
  const explain = useAccountError();
  const refused = signIn.error === null ? undefined : accountErrorCode(signIn.error);
  const isOver =
    isTooLong(name, MOST.signInName) ||
    isTooLong(password, MOST.password) ||
    isTooLong(code, MOST.authenticatorCode);
  const submit = () =>
    !isOver &&
    signIn.mutate(needsCode ? { name, password, code } : { name, password }, {
      onError: (error) => {
        const why = accountErrorCode(error);
        if (why === 'code_needed') setNeedsCode(true);
        // What was refused is typed anew; the name stays.
        if (why === 'wrong_code') setCode('');
        if (why === 'wrong_password') setPassword('');
      },
    });
  const back = () => {
    setNeedsCode(false);
    setCode('');
    signIn.reset();
  };
  const message = refused === 'code_needed' ? undefined : explain(signIn.error);
  return (
    <Frame onSubmit={submit}>
      {needsCode ? (
        <>
          <p className={css.text}>{t('signIn.codeText')}</p>
          <TypedInput
            key="code"
            label={t('signIn.code')}
            name="code"
            autoComplete="one-time-code"
            autoFocus
            required
            most={MOST.authenticatorCode}
            value={code}
            onChange={setCode}
            error={message}
          />
        </>
      ) : (
        <>
          <TypedInput
            label={t('signIn.name')}
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            most={MOST.signInName}
            value={name}
            onChange={setName}
          />
          <TypedPassword
            label={t('signIn.password')}
            name="password"
            autoComplete="current-password"
            most={MOST.password}
            value={password}
            onChange={setPassword}
            error={message}
          />
        </>
      )}
      <Button type="submit" loading={signIn.isPending}>
        {t(needsCode ? 'signIn.confirm' : 'signIn.submit')}
      </Button>
      {!needsCode && <SignInByProvider />}
      <button type="button" className={css.other} onClick={needsCode ? back : onOther}>
        {t(needsCode ? 'signIn.back' : 'signIn.byToken')}
      </button>
    </Frame>
  );
}

function TokenForm({ onOther, onDone }: WayProps) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const signIn = useSignIn(onDone);
  const explain = useAccountError();
  const isWrong = signIn.error instanceof ApiFailure && signIn.error.code === 'unauthorized';
  return (
    <Frame onSubmit={() => !isTooLong(token, MOST.accessToken) && signIn.mutate({ token: token.trim() })}>
      <p className={css.text}>{t('signIn.text')}</p>
      <TypedPassword
        label={t('signIn.token')}
        name="token"
        autoComplete="off"
        autoFocus
        most={MOST.accessToken}
        value={token}
        onChange={setToken}
        error={isWrong ? t('signIn.wrongToken') : explain(signIn.error)}
      />
      <Button type="submit" loading={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
      <button type="button" className={css.other} onClick={onOther}>
        {t('signIn.byPassword')}
      </button>
    </Frame>
  );
}

function Frame({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <h1>{t('signIn.title')}</h1>
      {children}
    </form>
  );
}
