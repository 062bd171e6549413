/** The way in by the identity provider of the province, where there is one, and why it did not lead in. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/account-queries.ts';
import css from './sign-in.module.css';

const REASONS = ['away', 'failed', 'expired', 'no_role', 'bad_name', 'name_taken', 'disabled'] as const;

export function SignInByProvider() {
  const { t } = useTranslation();
  const { data } = useQuery(sessionQuery());
  const provider = data?.provider ?? null;
  const refused = new URLSearchParams(window.location.search).get('refused');
  if (provider === null) return null;
  const reason = REASONS.find((known) => known === refused) ?? 'other';
  return (
    <>
      {refused !== null && (
        <p role="alert" className={css.refused}>
          {t(`signIn.refused.${reason}`)}
        </p>
      )}
      <Button component="a" href="/api/v1/session/oidc" variant="default">
        {t('signIn.byProvider', { name: provider })}
      </Button>
    </>
  );
}
