/** The account of somebody whom the identity provider has sent. */
import type { LedgerTransaction } from '../../ledger/ledger.ts';
import type { UserRecord } from '../../ledger/schema.ts';
import { addUser, changeUser, findUser } from '../users.ts';
import type { OidcPerson } from './claims.ts';

/** `name_taken`: an account that was made here has that name, and is not given to whoever comes by it. */
export type AdmissionProblem = 'name_taken' | 'disabled';

/**
 * Made when they first come; role and full name are what the provider says, each time. What units they see is said here.
 * @throws AccountProblem `last_admin`
 */
export async function admit(
  ledger: LedgerTransaction,
  { subject, name, fullName, role }: OidcPerson,
  nowMs: number,
): Promise<UserRecord | AdmissionProblem> {
  const known = await ledger
    .selectFrom('user')
    .selectAll()
    .where('oidc_subject', '=', subject)
    .executeTakeFirst();
  if (known?.disabled_ms != null) return 'disabled';
  if (!known && (await findUser(ledger, name))) return 'name_taken';
  const user = known
    ? await changeUser(ledger, known.name, { fullName, role }, nowMs)
    : await addUser(ledger, { name, fullName, role, scope: [] }, nowMs);
  return ledger
    .updateTable('user')
    .set({ oidc_subject: subject, signed_in_ms: nowMs })
    .where('id', '=', user.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
