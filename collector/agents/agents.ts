/** Which agents there are, and what each may write for. Pure. */
import type { LoadedConfig } from '../../config/load.ts';
import type { AgentEntry } from '../../config/schema/installation.ts';

/**
 * The agent of an id: as the configuration has it. A site's id that no agent has is the agent inside that site,
 * so that a hundred sites need no entry each.
 * @returns `undefined` when there is neither.
 */
export function findAgent(
  { installation, inventory }: Pick<LoadedConfig, 'installation' | 'inventory'>,
  id: string,
): AgentEntry | undefined {
  const entry = installation.agents.find((agent) => agent.id === id);
  if (entry || !inventory.sites.some((site) => site.id === id)) return entry;
  return { id, vantage: 'inside', site: id, sites: [id], local: false };
}

/** Sites that an agent writes for: where it stands, and those that it looks at. `undefined`: all. */
export function sitesOfAgent(agent: AgentEntry): ReadonlySet<string> | undefined {
  return agent.sites === 'all' ? undefined : new Set([agent.site, ...agent.sites]);
}
