/** How it stands with an agent. Pure. */
import type { AgentRow } from '../../../../collector/api/types/agents.ts';
import { MINUTE } from './time.ts';

export const AGENT_STANDINGS = ['silent', 'skewed', 'behind', 'fine', 'awaited', 'revoked'] as const;
export type AgentStanding = (typeof AGENT_STANDINGS)[number];

/** An agent asks for its configuration every minute. */
const SILENT_AFTER_MS = 5 * MINUTE;
/** What is live takes seconds; a backlog that is older is one. */
const BEHIND_AFTER_S = 120;

/** The worst that there is to say of it. */
export function agentStanding(agent: AgentRow, nowMs: number): AgentStanding {
  const { lastSeen, revokedAt, clockSkewed, backlog } = agent;
  if (revokedAt !== null) return 'revoked';
  if (lastSeen === null) return 'awaited';
  if (nowMs - Date.parse(lastSeen) > SILENT_AFTER_MS) return 'silent';
  if (clockSkewed) return 'skewed';
  return backlog !== null && backlog.batches > 0 && backlog.oldestSeconds > BEHIND_AFTER_S
    ? 'behind'
    : 'fine';
}
