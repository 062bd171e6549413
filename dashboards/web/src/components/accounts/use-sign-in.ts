/** Signing in and out, with what follows for everything that was read before. */
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SessionInfo } from '../../../../../collector/api/types/accounts.ts';
import { accountKeys, sessionQuery } from '../../api/account-queries.ts';
import type { Credentials } from '../../api/session.ts';
import { useServices } from '../shell/services.ts';

const isOther = ({ queryKey }: { queryKey: readonly unknown[] }) =>
  queryKey[0] !== accountKeys.session[0] && queryKey[0] !== 'setup';

/** Of somebody else nothing is shown a moment longer; for the same person it is read again behind what is there. */
function takeIn(client: QueryClient, info: SessionInfo, isSame: boolean): void {
  client.setQueryData(accountKeys.session, info);
  void (isSame
    ? client.invalidateQueries({ predicate: isOther })
    : client.resetQueries({ predicate: isOther }));
}

export function useSignIn(onDone?: () => void) {
  const { session } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => session.signIn(credentials),
    onSuccess: ({ info, isSame }) => {
      takeIn(client, info, isSame);
      onDone?.();
    },
  });
}

export function useSignOut() {
  const { session } = useServices();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => session.signOut(),
    onSuccess: async () => {
      const info = await client.fetchQuery({ ...sessionQuery(), staleTime: 0 });
      session.tell(info);
      await navigate({ to: '/', replace: true });
      client.removeQueries({ predicate: isOther, type: 'inactive' });
      await client.resetQueries({ predicate: isOther });
    },
  });
}
