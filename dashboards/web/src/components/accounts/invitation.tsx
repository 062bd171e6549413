/** The link by which somebody sets a password, for who has just made it. */
import { useTranslation } from 'react-i18next';
import type { UserInvitation } from '../../../../../collector/api/types/accounts.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { HandedOnce } from './handed-once.tsx';

export function Invitation({ invitation: { user, url, expires } }: { invitation: UserInvitation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const until = format.moment(Date.parse(expires), now);
  return (
    <HandedOnce
      title={t('users.invitation')}
      text={t('users.invitationText', { name: user.fullName, until })}
      value={url}
    />
  );
}
