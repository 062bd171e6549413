/** What somebody may do: for what a page offers. The server decides, whatever is offered. */
import type { SessionInfo } from '../../../../collector/api/types.ts';
import { type PersonRole, rolesFrom } from '../../../../model/roles.ts';

/** @param info `undefined`: not known yet, when nothing is offered. */
export function mayDo(info: SessionInfo | undefined, needed: PersonRole): boolean {
  const role = info?.user?.role ?? info?.openAs ?? null;
  return role !== null && rolesFrom(needed).includes(role);
}

/** Accounts, tokens and the like are of the whole province. */
export function mayAdminister(info: SessionInfo | undefined): boolean {
  return mayDo(info, 'admin') && info?.user?.scope.length === 0;
}
