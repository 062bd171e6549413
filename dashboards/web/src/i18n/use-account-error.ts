/** Says in the user's language why something about accounts was refused. */
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/failure.ts';
import { accountErrorCode } from '../lib/account-messages.ts';
import { SECOND } from '../lib/time.ts';
import { useFormat } from './use-format.ts';
import { useRefusal } from './use-refusal.ts';

export function useAccountError(): (error: Error | null) => string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const explain = useRefusal();
  return (error) => {
    if (error === null) return undefined;
    const code = accountErrorCode(error);
    if (code === undefined) return explain(error);
    const waitS = error instanceof ApiFailure ? (error.retryAfterS ?? 0) : 0;
    return t(`account.error.${code}`, { wait: format.duration(waitS * SECOND) });
  };
}
