/** Says in the user's language why something about accounts was refused. */
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/failure.ts';
import { accountErrorCode } from '../lib/account-messages.ts';
import { SECOND } from '../lib/time.ts';
import { useFormat } from './use-format.ts';

export function useAccountError(): (error: Error | null) => string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  return (error) => {
    if (error === null) return undefined;
    const waitS = error instanceof ApiFailure ? (error.retryAfterS ?? 0) : 0;
    const params = { message: error.message, wait: format.duration(waitS * SECOND) };
    return t(`account.error.${accountErrorCode(error)}`, params);
  };
}
