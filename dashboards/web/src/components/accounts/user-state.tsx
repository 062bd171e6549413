/** How an account stands. */
import { useTranslation } from 'react-i18next';
import type { UserRow } from '../../../../../collector/api/types/accounts.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { type UserStanding, userStanding } from '../../lib/user-standing.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import css from './account.module.css';

const ICONS: Record<UserStanding, IconName> = {
  ready: 'check',
  invited: 'info',
  locked: 'warning',
  disabled: 'cross',
};

export function UserState({ user }: { user: UserRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const standing = userStanding(user);
  return (
    <span className={css.state} data-state={standing}>
      <Icon name={ICONS[standing]} size={15} />
      {t(`users.states.${standing}`)}
      {standing === 'locked' && user.lockedUntil !== null && (
        <> {t('users.lockedUntil', { time: format.moment(Date.parse(user.lockedUntil), now) })}</>
      )}
    </span>
  );
}
