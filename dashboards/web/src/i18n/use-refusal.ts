/** Says in the user's language why something was not done, and what to do. */
import { useTranslation } from 'react-i18next';
import { refusalKind } from '../lib/refusal.ts';

export function useRefusal(): (error: Error) => string {
  const { t } = useTranslation();
  return (error) => t(`refusal.${refusalKind(error)}`);
}
