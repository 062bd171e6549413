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
  return { id, vantage: 'inside', site: id, sites: [id], local: false, remote_tests: true };
}

/** Sites that an agent writes for: where it stands, and those that it looks at. `undefined`: all. */
export function sitesOfAgent(agent: AgentEntry): ReadonlySet<string> | undefined {
  return agent.sites === 'all' ? undefined : new Set([agent.site, ...agent.sites]);
}

/** Agents at a site, those inside it first; also one that the configuration has no entry for. An agent's own id will do. */
export function agentsAt(
  config: Pick<LoadedConfig, 'installation' | 'inventory'>,
  id: string,
): { readonly site: string; readonly agents: readonly AgentEntry[] } | undefined {
  const named = config.installation.agents.find((agent) => agent.id === id);
  const isSite = config.inventory.sites.some((site) => site.id === id);
  if (!isSite) return named && { site: named.site, agents: [named] };
  const there = config.installation.agents.filter((agent) => agent.site === id);
  const unlisted = there.some((agent) => agent.id === id) ? undefined : findAgent(config, id);
  const all = unlisted?.site === id ? [...there, unlisted] : there;
  return { site: id, agents: all.toSorted((one, other) => rank(one) - rank(other)) };
}

function rank({ vantage }: AgentEntry): number {
  return vantage === 'inside' ? 0 : 1;
}
