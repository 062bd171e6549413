import { describe, expect, it } from 'vitest';
import type { AgentRow } from '../../../collector/api/types/agents.ts';
import { agentStanding } from '../../../dashboards/web/src/lib/agent-standing.ts';

const NOW = Date.parse('2026-11-26T10:00:00Z');
const AGENT: AgentRow = {
  id: 'core',
  site: 'trung-tam',
  vantage: 'core',
  enrolledAt: '2026-01-01T00:00:00Z',
  revokedAt: null,
  lastSeen: '2026-11-26T09:59:30Z',
  version: '0.1.0',
  clockOffsetMs: 12,
  clockSkewed: false,
  backlog: null,
};
const backlog = (batches: number, oldestSeconds: number) => ({
  at: AGENT.enrolledAt ?? '',
  batches,
  bytes: 1,
  oldestSeconds,
});

describe('how it stands with an agent', () => {
  it.each<[string, Partial<AgentRow>]>([
    ['fine', {}],
    ['fine', { backlog: backlog(0, 900) }],
    ['fine', { backlog: backlog(3, 60) }],
    ['behind', { backlog: backlog(3, 900) }],
    ['skewed', { clockSkewed: true, backlog: backlog(3, 900) }],
    ['silent', { clockSkewed: true, lastSeen: '2026-11-26T09:54:00Z' }],
    ['awaited', { lastSeen: null }],
    ['revoked', { revokedAt: '2026-11-20T00:00:00Z', lastSeen: null }],
  ])('%s: %j', (standing, part) => {
    expect(agentStanding({ ...AGENT, ...part }, NOW)).toBe(standing);
  });
});
