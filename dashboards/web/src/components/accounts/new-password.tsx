/** A new password, typed twice, with what is wrong with it as it is typed. */
import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MIN_PASSWORD_LENGTH, passwordFlaw } from '../../../../../model/roles.ts';

export interface NewPasswordProps {
  value: string;
  repeated: string;
  /** Of whom it is: it must not hold them. */
  names: readonly string[];
  /** What the server found wrong with it. */
  error?: string | undefined;
  onChange: (value: string, repeated: string) => void;
}

/** Whether there is nothing to find fault with, as far as the page knows. */
export function isGoodPassword({ value, repeated, names }: Omit<NewPasswordProps, 'onChange'>): boolean {
  return passwordFlaw(value, names) === undefined && value === repeated;
}

export function NewPassword({ value, repeated, names, error, onChange }: NewPasswordProps) {
  const { t } = useTranslation();
  // While somebody types the first letters, "too short" is no news.
  const [hasLeft, setLeft] = useState({ value: false, repeated: false });
  const flaw = passwordFlaw(value, names);
  const isMeant = (hasLeft.value || flaw === 'too_long') && value !== '';
  const problem = isMeant && flaw !== undefined ? t(`account.error.password_${flaw}`) : error;
  const differs = hasLeft.repeated && repeated !== '' && value !== repeated;
  return (
    <>
      <PasswordInput
        label={t('account.newPassword')}
        description={t('account.passwordRule', { least: MIN_PASSWORD_LENGTH })}
        name="new-password"
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value, repeated)}
        onBlur={() => setLeft((left) => ({ ...left, value: true }))}
        error={problem}
      />
      <PasswordInput
        label={t('account.repeatPassword')}
        name="repeat-password"
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={repeated}
        onChange={(event) => onChange(value, event.currentTarget.value)}
        onBlur={() => setLeft((left) => ({ ...left, repeated: true }))}
        error={differs ? t('account.differs') : undefined}
      />
    </>
  );
}
