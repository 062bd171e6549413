/** Where a one-time link leads: somebody sets a password, and is signed in. */
import { Button, Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupOffer } from '../../../../collector/api/types/accounts.ts';
import { USER_NAME, userName } from '../../../../model/roles.ts';
import { request } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { isGoodPassword, NewPassword } from '../components/accounts/new-password.tsx';
import css from '../components/accounts/sign-in.module.css';
import { useSignIn } from '../components/accounts/use-sign-in.ts';
import { TypedInput } from '../components/parts/typed-input.tsx';
import { useServices } from '../components/shell/services.ts';
import { useAccountError } from '../i18n/use-account-error.ts';
import { useTooLong } from '../i18n/use-too-long.ts';
import { accountErrorCode } from '../lib/account-messages.ts';
import { isTooLong, MOST, typed } from '../lib/typed.ts';

/** The secret stands behind `#`: it is in no server's log. */
export function SetupPage() {
  const { t } = useTranslation();
  const secret = useRouterState({ select: ({ location }) => secretOf(location.hash) });
  const explain = useAccountError();
  useDocumentTitle(`${t('setup.title')} · ${t('app.name')}`);
  const offer = useQuery({
    queryKey: ['setup', secret],
    queryFn: ({ signal }) => request<SetupOffer>('/setup/look', { method: 'POST', body: { secret }, signal }),
    enabled: secret !== '',
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  // What cannot be a link's secret at all is refused as a parameter.
  const isWrong = secret === '' || (offer.error instanceof ApiFailure && offer.error.status === 400);
  const problem = isWrong ? t('account.error.unknown_invitation') : explain(offer.error);
  if (problem !== undefined)
    return (
      <section className={css.form}>
        <h1>{t('setup.title')}</h1>
        <p role="alert">{problem}</p>
        <Link to="/">{t('setup.toSignIn')}</Link>
      </section>
    );
  if (offer.data === undefined) return <Skeleton height={320} aria-label={t('app.loading')} />;
  return <SetupForm secret={secret} offer={offer.data} />;
}

/** A link that was cut or pasted wrongly may not even be text (`%` without its digits): it is a wrong link, too. */
function secretOf(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function SetupForm({ secret, offer: { user } }: { secret: string; offer: SetupOffer }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [fullName, setFullName] = useState('');
  const [passwords, setPasswords] = useState({ value: '', repeated: '' });
  const explain = useAccountError();
  const tooLong = useTooLong();
  const setUp = useSetUp(secret);
  const who = user ?? { name: userName(name), fullName: typed(fullName) };
  const names = [who.name, who.fullName].filter((each) => each !== '');
  const isNameGood = user !== null || USER_NAME.test(who.name);
  const isFullNameGood = who.fullName !== '' && !isTooLong(who.fullName, MOST.fullName);
  const isReady = isNameGood && isFullNameGood && isGoodPassword({ ...passwords, names });
  const isAboutPassword =
    setUp.error !== null && accountErrorCode(setUp.error)?.startsWith('password_') === true;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) setUp.mutate({ ...who, password: passwords.value, isNew: user === null });
      }}
    >
      <h1>{t(user === null ? 'setup.firstTitle' : 'setup.title')}</h1>
      <p className={css.text}>{t(user === null ? 'setup.firstText' : 'setup.text')}</p>
      {user === null ? (
        <>
          <TypedInput
            label={t('setup.fullName')}
            name="full-name"
            autoComplete="name"
            autoFocus
            required
            most={MOST.fullName}
            value={fullName}
            onChange={setFullName}
          />
          <TypedInput
            label={t('setup.name')}
            description={t('users.nameRule')}
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            most={MOST.userName}
            value={name}
            onChange={setName}
            error={
              tooLong(name, MOST.userName) ??
              (name.length > 1 && !isNameGood ? t('users.nameWrong') : undefined)
            }
          />
        </>
      ) : (
        <>
          <dl className={css.facts}>
            <dt>{t('setup.fullName')}</dt>
            <dd>{user.fullName}</dd>
            <dt>{t('setup.name')}</dt>
            <dd>{user.name}</dd>
          </dl>
          {/* Where a password manager finds whose password it is. */}
          <input type="text" name="name" autoComplete="username" value={user.name} readOnly hidden />
        </>
      )}
      <NewPassword
        {...passwords}
        names={names}
        error={isAboutPassword ? explain(setUp.error) : undefined}
        onChange={(value, repeated) => setPasswords({ value, repeated })}
      />
      {!isAboutPassword && setUp.error !== null && <p role="alert">{explain(setUp.error)}</p>}
      <Button type="submit" loading={setUp.isPending} disabled={!isReady}>
        {t('setup.submit')}
      </Button>
    </form>
  );
}

interface SetUp {
  name: string;
  fullName: string;
  password: string;
  isNew: boolean;
}

/** Sets the password and signs in by it. */
function useSetUp(secret: string) {
  const { session } = useServices();
  const signIn = useSignIn();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ name, fullName, password, isNew }: SetUp) => {
      const body = { secret, password, ...(isNew && { name, fullName }) };
      await request<undefined>('/setup', { method: 'POST', body });
      // A second factor is asked for by the form that everybody signs in with.
      await signIn.mutateAsync({ name, password }).catch(() => session.require());
    },
    onSuccess: () => navigate({ to: '/', replace: true }),
  });
}
