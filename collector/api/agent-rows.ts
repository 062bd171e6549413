/** Agents as the API and the command line show them. Pure. */
import type { LoadedConfig } from '../../config/load.ts';
import { findAgent } from '../agents/agents.ts';
import { MAX_SKEW_MS } from '../agents/registry.ts';
import type { AgentTable } from '../ledger/schema.ts';
import type { LatestValue } from '../store/metric-store.ts';
import { asNumber } from './site-rows.ts';
import type { AgentBacklog, AgentRow } from './types/agents.ts';

function isoOrNull(timeMs: number | null | undefined): string | null {
  return timeMs === null || timeMs === undefined ? null : new Date(timeMs).toISOString();
}

/** An agent says how it is every 10 s to a minute: what is older says nothing of the present. */
const FRESH_MS = 15 * 60_000;

/** @param latest of the measurement `agent`. */
export function agentBacklogs(latest: readonly LatestValue[], nowMs: number): Map<string, AgentBacklog> {
  const said = new Map<string, Map<string, LatestValue>>();
  for (const value of latest) {
    const { agent } = value.tags;
    if (agent === undefined || nowMs - value.timeMs > FRESH_MS) continue;
    const fields = said.get(agent) ?? new Map<string, LatestValue>();
    said.set(agent, fields.set(value.field, value));
  }
  const backlogs = new Map<string, AgentBacklog>();
  for (const [agent, fields] of said) {
    const newest = fields.get('spool_backlog');
    if (newest === undefined) continue;
    const figure = (field: string) => asNumber(fields.get(field)?.value) ?? 0;
    backlogs.set(agent, {
      at: new Date(newest.timeMs).toISOString(),
      batches: figure('spool_backlog'),
      bytes: figure('spool_bytes'),
      oldestSeconds: figure('spool_oldest_s'),
    });
  }
  return backlogs;
}

/** Agents of the configuration, then those that were let in without an entry there. */
export function agentRows(
  config: LoadedConfig,
  known: ReadonlyMap<string, AgentTable>,
  backlogs: ReadonlyMap<string, AgentBacklog> = new Map(),
): AgentRow[] {
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
      backlog: backlogs.get(id) ?? null,
    };
  });
}
