/** Fields that take whatever is typed or pasted, and say when it is more than is kept: what a field cuts off is lost. */
import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core';
import { useTooLong } from '../../i18n/use-too-long.ts';

interface Typed {
  value: string;
  /** Characters. */
  most: number;
  /** Goes before what is wrong with the length. */
  error?: string | undefined;
  onChange: (text: string) => void;
}

export type TypedInputProps = Typed & Omit<TextInputProps, keyof Typed | 'maxLength'>;

export function TypedInput({ most, error, onChange, ...rest }: TypedInputProps) {
  const tooLong = useTooLong();
  return (
    <TextInput
      autoComplete="off"
      withAsterisk={false}
      {...rest}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error ?? tooLong(rest.value, most)}
    />
  );
}

export type TypedPasswordProps = Typed & Omit<PasswordInputProps, keyof Typed | 'maxLength'>;

export function TypedPassword({ most, error, onChange, ...rest }: TypedPasswordProps) {
  const tooLong = useTooLong();
  return (
    <PasswordInput
      required
      withAsterisk={false}
      {...rest}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error ?? tooLong(rest.value, most)}
    />
  );
}
