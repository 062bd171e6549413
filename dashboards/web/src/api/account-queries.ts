/** What is read of accounts: who is signed in and where, who else may come in. */
import { queryOptions } from '@tanstack/react-query';
import type {
  AccountSession,
  SessionInfo,
  TokenRow,
  UserRow,
} from '../../../../collector/api/types/accounts.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import { MINUTE } from '../lib/time.ts';
import { request } from './client.ts';

export const accountKeys = {
  session: ['session'] as const,
  sessions: ['account', 'sessions'] as const,
  users: ['users'] as const,
  tokens: ['tokens'] as const,
};

/** A role that was changed is felt at the next answer anyway; this is for what is shown of it. */
const SESSION_REFRESH_MS = 5 * MINUTE;

export const sessionQuery = () =>
  queryOptions({
    queryKey: accountKeys.session,
    queryFn: ({ signal }) => request<SessionInfo>('/session', { signal }),
    staleTime: SESSION_REFRESH_MS,
    refetchInterval: SESSION_REFRESH_MS,
  });

export const accountSessionsQuery = () =>
  queryOptions({
    queryKey: accountKeys.sessions,
    queryFn: ({ signal }) => request<List<AccountSession>>('/account/sessions', { signal }),
  });

export const usersQuery = () =>
  queryOptions({
    queryKey: accountKeys.users,
    queryFn: ({ signal }) => request<List<UserRow>>('/users', { signal }),
  });

export const tokensQuery = () =>
  queryOptions({
    queryKey: accountKeys.tokens,
    queryFn: ({ signal }) => request<List<TokenRow>>('/tokens', { signal }),
  });
