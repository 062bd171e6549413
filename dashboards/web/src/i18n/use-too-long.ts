/** Says of what was typed that it is too long to be taken. */
import { useTranslation } from 'react-i18next';
import { isTooLong, typed } from '../lib/typed.ts';
import { useFormat } from './use-format.ts';

/** `undefined` while it fits. */
export function useTooLong(): (text: string, most: number) => string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  return (text, most) =>
    isTooLong(text, most)
      ? t('form.tooLong', { length: format.number(typed(text).length), most: format.number(most) })
      : undefined;
}
