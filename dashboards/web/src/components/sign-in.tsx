/** The form that trades an access token for a session. */
import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/client.ts';
import { useServices } from './services.ts';
import css from './sign-in.module.css';

/** Shown in place of a page until somebody has signed in. */
export function SignIn() {
  const { t } = useTranslation();
  const { session } = useServices();
  const queryClient = useQueryClient();
  const [token, setToken] = useState('');
  const signIn = useMutation({
    mutationFn: () => session.signIn(token.trim()),
    // What was refused before is asked anew.
    onSuccess: () => queryClient.resetQueries(),
  });
  const message = (error: Error) =>
    error instanceof ApiFailure && error.status === 401
      ? t('signIn.wrong')
      : t('signIn.failed', { message: error.message });
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <h1>{t('signIn.title')}</h1>
      <p className={css.text}>{t('signIn.text')}</p>
      <PasswordInput
        label={t('signIn.token')}
        name="token"
        autoComplete="current-password"
        required
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        error={signIn.error === null ? undefined : message(signIn.error)}
      />
      <Button type="submit" loading={signIn.isPending} disabled={token.trim() === ''}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
