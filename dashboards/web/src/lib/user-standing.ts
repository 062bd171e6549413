/** The one thing to know of an account, of several that may be so. */
import type { UserRow } from '../../../../collector/api/types/accounts.ts';

export type UserStanding = 'ready' | 'invited' | 'locked' | 'disabled';

export function userStanding({
  disabled,
  lockedUntil,
  isReady,
}: Pick<UserRow, 'disabled' | 'lockedUntil' | 'isReady'>): UserStanding {
  if (disabled) return 'disabled';
  if (lockedUntil !== null) return 'locked';
  return isReady ? 'ready' : 'invited';
}
