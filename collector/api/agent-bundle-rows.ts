/** How it stands with an offered bundle at each agent. Pure. */
import type { LoadedConfig } from '../../config/load.ts';
import type { Offer } from '../agent-bundle/offer.ts';
import { findAgent } from '../agents/agents.ts';
import type { AgentBundleTable, AgentTable } from '../ledger/schema.ts';
import type { AgentBundleRow } from './types/agents.ts';

/** Every agent that was heard or is in the configuration; those without a word on this bundle wait for it. */
export function agentBundleRows(
  config: LoadedConfig,
  known: ReadonlyMap<string, AgentTable>,
  reports: readonly AgentBundleTable[],
  offer: Offer | undefined,
): AgentBundleRow[] {
  const ids = new Set([...config.installation.agents.map(({ id }) => id), ...[...known.keys()].sort()]);
  const saidBy = new Map(reports.map((report) => [report.agent, report]));
  return [...ids].map((id): AgentBundleRow => {
    const said = saidBy.get(id);
    const isOffered = offer !== undefined && (offer.agents?.includes(id) ?? true);
    const isOfThis = said !== undefined && (offer === undefined || said.bundle === offer.id);
    return {
      agent: id,
      site: findAgent(config, id)?.site ?? null,
      running: known.get(id)?.version ?? null,
      state: isOfThis ? said.state : isOffered ? 'waiting' : 'not_offered',
      version: isOfThis ? said.version : null,
      reason: isOfThis ? said.reason : null,
      detail: isOfThis ? said.detail : null,
      at: isOfThis ? new Date(said.at_ms).toISOString() : null,
    };
  });
}
