/** Acts that a command does itself in the ledger, beside the collector, are in its audit too. */
import { userInfo } from 'node:os';
import type { AuditAction } from '../collector/audit/actions.ts';
import { detailText } from '../collector/audit/actions.ts';
import { writeAudit } from '../collector/audit/audit.ts';
import type { LedgerReader } from '../collector/ledger/ledger.ts';

/** In the place of an address: on the collector's own machine. */
const HERE = 'local';

/** The account of the machine; who became it by sudo is named too. */
function accountName(): string {
  const { username } = userInfo();
  const { SUDO_USER: before } = process.env;
  return before === undefined || before === username ? username : `${before} (${username})`;
}

/** @throws when it cannot be written: then nothing is to be done. */
export async function noteLocalAct(
  ledger: LedgerReader,
  action: AuditAction,
  object: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const who = { author: accountName(), address: HERE };
  await writeAudit(ledger, { at_ms: Date.now(), ...who, action, object, detail: detailText(detail) });
}
