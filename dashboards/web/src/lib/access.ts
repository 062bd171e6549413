/** What somebody may do: for what a page offers. The server decides, whatever is offered. */
import type { SessionInfo } from '../../../../collector/api/types/accounts.ts';
import { type PersonRole, rolesFrom } from '../../../../model/roles.ts';

/** @param info `undefined`: not known yet, when nothing is offered. */
export function mayDo(info: SessionInfo | undefined, needed: PersonRole): boolean {
  const role = info?.user?.role ?? info?.openAs ?? null;
  return role !== null && rolesFrom(needed).includes(role);
}

/** What is of the whole province is closed to who is limited to some units. */
export function seesAll(info: SessionInfo | undefined): boolean {
  return mayDo(info, 'viewer') && (info?.user?.scope.length ?? 0) === 0;
}

/** Accounts, tokens and the like are of the whole province. */
export function mayAdminister(info: SessionInfo | undefined): boolean {
  return mayDo(info, 'admin') && seesAll(info);
}
