/** Agents as the API and the command line show them. Pure. */
import type { LoadedConfig } from '../../config/load.ts';
import { findAgent } from '../agents/agents.ts';
import { MAX_SKEW_MS } from '../agents/registry.ts';
import type { AgentTable } from '../ledger/schema.ts';
import type { AgentRow } from './types.ts';

function isoOrNull(timeMs: number | null | undefined): string | null {
  return timeMs === null || timeMs === undefined ? null : new Date(timeMs).toISOString();
}

/** Agents of the configuration, then those that were let in without an entry there. */
export function agentRows(config: LoadedConfig, known: ReadonlyMap<string, AgentTable>): AgentRow[] {
  const ids = new Set([...config.installation.agents.map(({ id }) => id), ...[...known.keys()].sort()]);
  return [...ids].map((id): AgentRow => {
    const entry = findAgent(config, id);
    const facts = known.get(id);
    const offsetMs = facts?.clock_offset_ms ?? null;
    return {
      id,
      site: entry?.site ?? null,
      vantage: entry?.vantage ?? null,
      enrolledAt: isoOrNull(facts?.enrolled_ms),
      revokedAt: isoOrNull(facts?.revoked_ms),
      lastSeen: isoOrNull(facts?.seen_ms),
      version: facts?.version ?? null,
      clockOffsetMs: offsetMs,
      clockSkewed: offsetMs !== null && Math.abs(offsetMs) > MAX_SKEW_MS,
    };
  });
}
