/** What agents have said of the bundle that was offered to them. */
import type { BundleReport } from '../../model/agent-bundle.ts';
import type { LedgerReader } from './ledger.ts';
import type { AgentBundleTable } from './schema.ts';

export async function readBundleReports(ledger: LedgerReader): Promise<AgentBundleTable[]> {
  return ledger.selectFrom('agent_bundle').selectAll().orderBy('agent').execute();
}

/** The last word of each agent counts. */
export async function writeBundleReport(
  ledger: LedgerReader,
  agent: string,
  { id, version, state, reason, detail }: BundleReport,
  nowMs: number,
): Promise<void> {
  const said = { version, state, reason: reason ?? null, detail: detail ?? null, at_ms: nowMs };
  await ledger
    .insertInto('agent_bundle')
    .values({ agent, bundle: id, ...said })
    .onConflict((conflict) => conflict.column('agent').doUpdateSet({ bundle: id, ...said }))
    .execute();
}
