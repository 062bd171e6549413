/** Who is signed in, and what they may do. */
import { useQuery } from '@tanstack/react-query';
import type { SessionUser } from '../../../../../collector/api/types/accounts.ts';
import type { PersonRole } from '../../../../../model/roles.ts';
import { sessionQuery } from '../../api/account-queries.ts';
import { mayAdminister, mayDo, seesAll } from '../../lib/access.ts';

export interface Access {
  /** `null`: nobody, in the demonstration; `undefined`: not known yet. */
  readonly user: SessionUser | null | undefined;
  readonly mayDo: (needed: PersonRole) => boolean;
  /** The whole province. */
  readonly seesAll: boolean;
  readonly mayAdminister: boolean;
}

export function useAccess(): Access {
  const { data } = useQuery(sessionQuery());
  return {
    user: data?.user,
    mayDo: (needed) => mayDo(data, needed),
    seesAll: seesAll(data),
    mayAdminister: mayAdminister(data),
  };
}
