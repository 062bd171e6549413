/** Who may do what: each route names it. */
import type { PersonRole } from '../../../model/roles.ts';
import { rolesFrom } from '../../../model/roles.ts';
import type { TokenKind } from '../../ledger/schema.ts';

/**
 * - `public`: anybody, for health checks and for agents that have no token yet.
 * - `writer`: an agent's token, or another program's that writes measurements.
 * - `agent`: an agent's token.
 * - the roles of people; in the demonstration anybody is an `operator`, but for what acts on machines.
 */
export type Role = 'public' | 'writer' | 'agent' | PersonRole;

export function kindsOfRole(role: Exclude<Role, 'public'>): readonly TokenKind[] {
  if (role === 'writer') return ['agent', 'write'];
  return role === 'agent' ? ['agent'] : rolesFrom(role);
}

export interface RouteAccess {
  readonly role: Role;
  /**
   * What it shows to somebody who is limited to a part of the province: `sites`, what is within; `none`, nothing that is
   * about sites. Default: it is not for them.
   */
  readonly reach?: 'sites' | 'none';
  /** It has agents send packets: nobody's in the demonstration who is not signed in. */
  readonly actsOnMachines?: boolean;
  /** Of `public`: who asks is found out, and let in whoever it is. */
  readonly knowsCaller?: boolean;
}
