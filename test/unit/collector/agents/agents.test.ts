import { beforeAll, describe, expect, it } from 'vitest';
import { findAgent, sitesOfAgent } from '../../../../collector/agents/agents.ts';
import type { LoadedConfig } from '../../../../config/load.ts';
import { demoConfigPath, loadConfig } from '../../../../config/load.ts';

describe('agents', () => {
  let config: LoadedConfig;
  beforeAll(() => {
    config = loadConfig(demoConfigPath(), '2026-01-01');
  });

  it('are as the configuration has them', () => {
    const [agent] = config.installation.agents;
    expect(findAgent(config, agent?.id ?? '')).toBe(agent);
  });

  it('stand inside the site of their name where the configuration has none', () => {
    const site = config.inventory.sites.find(({ upstream }) => upstream !== undefined)?.id ?? '';
    expect(findAgent(config, site)).toEqual({
      id: site,
      vantage: 'inside',
      site,
      sites: [site],
      local: false,
      remote_tests: true,
    });
  });

  it('are not made of nothing', () => {
    expect(findAgent(config, 'no-such-site')).toBeUndefined();
  });

  it('write for where they stand and what they look at', () => {
    const agent = {
      id: 'a',
      vantage: 'inside',
      site: 's',
      sites: ['t'],
      local: false,
      remote_tests: true,
    } as const;
    expect(sitesOfAgent({ ...agent, sites: ['t'] })).toEqual(new Set(['s', 't']));
    expect(sitesOfAgent({ ...agent, sites: 'all' })).toBeUndefined();
  });
});
