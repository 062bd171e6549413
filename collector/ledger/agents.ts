/** What is known of agents beside their configuration. */
import type { LedgerReader } from './ledger.ts';
import type { AgentTable } from './schema.ts';

const NOTHING: Omit<AgentTable, 'id'> = {
  enrolled_ms: null,
  revoked_ms: null,
  seen_ms: null,
  version: null,
  clock_offset_ms: null,
};

export async function readAgents(ledger: LedgerReader): Promise<AgentTable[]> {
  return ledger.selectFrom('agent').selectAll().orderBy('id').execute();
}

/** Notes facts of an agent; what they do not name stays as it is. */
export async function writeAgent(
  ledger: LedgerReader,
  id: string,
  facts: Partial<Omit<AgentTable, 'id'>>,
): Promise<void> {
  await ledger
    .insertInto('agent')
    .values({ id, ...NOTHING, ...facts })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(facts))
    .execute();
}
