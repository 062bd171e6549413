/** Changing somebody's account. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UserRow } from '../../../../../collector/api/types/accounts.ts';
import type { List } from '../../../../../collector/api/types/parts.ts';
import type { PersonRole } from '../../../../../model/roles.ts';
import { accountKeys } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';

export interface UserChange {
  /** Behind the user's address; none: the user is changed. */
  readonly path?: 'unlock' | 'second-factor/end';
  readonly body?: {
    readonly fullName?: string;
    readonly role?: PersonRole;
    readonly scope?: readonly string[] | undefined;
    readonly disabled?: boolean;
  };
}

export const userPath = (name: string) => `/users/${encodeURIComponent(name)}`;

export function useUserAct(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: UserChange) =>
      request<UserRow>(`${userPath(name)}${path === undefined ? '' : `/${path}`}`, {
        method: 'POST',
        body: body ?? {},
      }),
    onSuccess: (changed) => {
      client.setQueryData<List<UserRow>>(accountKeys.users, (before) =>
        before === undefined
          ? undefined
          : { ...before, items: before.items.map((user) => (user.name === changed.name ? changed : user)) },
      );
      // It may have been one's own account.
      return client.invalidateQueries({ queryKey: accountKeys.session });
    },
  });
}

export type UserAct = ReturnType<typeof useUserAct>;
