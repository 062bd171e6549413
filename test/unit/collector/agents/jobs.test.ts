import { describe, expect, it } from 'vitest';
import { agentConfig } from '../../../../collector/agents/jobs.ts';
import type { LoadedConfig } from '../../../../config/load.ts';
import { demoConfigPath, loadConfig } from '../../../../config/load.ts';
import type { AgentEntry } from '../../../../config/schema/installation.ts';
import { probeRuleSchema } from '../../../../config/schema/installation.ts';
import { agentConfigSchema } from '../../../../model/probe-settings.ts';

const demo = loadConfig(demoConfigPath(), '2025-06-30');
const agentOf = (id: string) => demo.installation.agents.find((agent) => agent.id === id)!;
const jobsOf = (id: string, single = false) => agentConfig(agentOf(id), demo, single).jobs;

/** The jobs that one rule makes of the demonstration. */
function jobsByRule(rule: unknown, agent: Partial<AgentEntry> = {}) {
  const config: LoadedConfig = { ...demo, probes: [probeRuleSchema.parse(rule)] };
  return agentConfig({ ...agentOf('core'), ...agent }, config, false).jobs;
}

const REACH = { name: 'reach', vantage: 'core', of: 'site', role: 'reach', kind: 'ping', every: '5s' };

describe('the demonstration’s core agent', () => {
  it.each([
    ['reach', 105],
    ['rooms', 13],
    ['devices', 105],
    ['self', 1],
  ])('has the jobs of %s: %i', (rule, count) => {
    expect(jobsOf('core').filter(({ id }) => id.startsWith(`${rule}:`))).toHaveLength(count);
  });

  it('looks at a site by its address', () => {
    expect(jobsOf('core').find(({ id }) => id === 'reach:van-phong-ubnd')).toMatchObject({
      kind: 'stamp',
      role: 'reach',
      periodMs: 5_000,
      target: demo.inventory.sites.find(({ id }) => id === 'van-phong-ubnd')!.address,
      tags: { site: 'van-phong-ubnd' },
      settings: { port: 8620, timeout: '1s' },
    });
  });

  it('hears what a site is reached through when the site fails', () => {
    const witnessOf = (id: string) => jobsOf('core').find((job) => job.id === id)?.witness;
    expect(witnessOf('reach:yen-bai-minh-tan')).toBe('reach:yen-bai');
    expect(witnessOf('reach:yen-bai')).toBe('reach:trung-tam-du-lieu');
    expect(witnessOf('reach:trung-tam-du-lieu')).toBeUndefined();
  });

  it('tags a room’s measurements with its site', () => {
    expect(jobsOf('core').find(({ id }) => id === 'rooms:room-van-phong-ubnd')).toMatchObject({
      role: 'room',
      tags: { site: 'van-phong-ubnd', room: 'room-van-phong-ubnd' },
    });
  });

  it('is given the installation’s own device profiles, and no key where there are none', () => {
    const own = [{ name: 'own', extends: 'base' }];
    expect(agentConfig(agentOf('core'), { ...demo, profiles: own }, false).profiles).toEqual(own);
    expect(agentConfig(agentOf('core'), demo, false)).not.toHaveProperty('profiles');
  });

  it.each([
    ['a quarter of its site’s thinnest line', {}, 5_000],
    ['what its entry says', { backlog_kbps: 64 }, 64],
    ['all of its own machine', { local: true }, 'unlimited'],
  ])('may use for its backlog %s', (_, entry, backlog_kbps) => {
    const [line] = demo.inventory.lines;
    const lines = [40_000, 20_000].map((bandwidthKbps) => ({ ...line!, site: 'x', bandwidthKbps }));
    const config = { ...demo, inventory: { ...demo.inventory, lines } };
    const agent = { ...agentOf('core'), local: false, site: 'x', ...entry } as AgentEntry;
    expect(agentConfig(agent, config, false).uplink).toEqual({ backlog_kbps });
  });

  it('is given bounds for its spool where it has them', () => {
    const spool = { max_mb: 64, max_age: 7 * 86_400_000, sync_every: 5_000 };
    const document = agentConfig({ ...agentOf('core'), spool }, demo, false);
    expect(document.spool).toEqual({ max_mb: 64, max_age: '7d', sync_every: '5s' });
    expect(agentConfigSchema.parse(document).spool).toEqual(spool);
    expect(agentConfig(agentOf('core'), demo, false)).not.toHaveProperty('spool');
  });

  it('tags a codec’s measurements with the room whose endpoint it is', () => {
    const [room] = demo.inventory.rooms;
    const [router] = demo.inventory.devices;
    const tagsOf = (kind: 'codec' | 'router') => {
      const device = { ...router!, id: 'x', kind, site: room!.site, address: `${room!.address}:161` };
      const inventory = { ...demo.inventory, devices: [device] };
      const { jobs } = agentConfig(agentOf('core'), { ...demo, inventory }, false);
      return jobs.find(({ id }) => id === 'devices:x')!.tags;
    };
    expect(tagsOf('codec')).toEqual({ site: room!.site, device: 'x', room: room!.id });
    expect(tagsOf('router')).toEqual({ site: room!.site, device: 'x' });
  });

  describe('that takes traps', () => {
    const user = { user: 'giamsat', level: 'authNoPriv', auth: 'sha1', auth_key: 'eight letters' } as const;
    const snmpCredentials = {
      ...demo.snmpCredentials,
      v3: { version: '3', port: 161, context: '', ...user },
    } as const;
    const [router, ...others] = demo.inventory.devices;
    const trapsOf = (traps: Partial<AgentEntry['traps']>, credential?: string) => {
      const devices = credential ? [{ ...router!, credential }, ...others] : demo.inventory.devices;
      const config = { ...demo, snmpCredentials, inventory: { ...demo.inventory, devices } };
      const listener = { address: '0.0.0.0', port: 162, communities: ['public'] };
      return agentConfig({ ...agentOf('core'), traps: { ...listener, ...traps } }, config, false).traps;
    };

    it('believes the users by which its devices are asked', () => {
      expect(trapsOf({}, 'v3')?.users).toEqual([user]);
    });
    it('believes those that are named instead', () => {
      expect(trapsOf({ credentials: ['v3'] })?.users).toEqual([user]);
      expect(trapsOf({ credentials: [] }, 'v3')).not.toHaveProperty('users');
    });
  });

  it('asks a router with its credential and knows the line that ends on it', () => {
    expect(jobsOf('core').find(({ id }) => id === 'devices:van-phong-ubnd-rt')).toMatchObject({
      kind: 'snmp',
      settings: {
        community: 'public',
        port: 1161,
        lines: { wan0: { id: 'van-phong-ubnd-line', bandwidth_kbps: 34_816 } },
      },
    });
  });
});

describe('the demonstration’s agent of the sites', () => {
  it('looks from inside at gateways and at the core', () => {
    const jobs = jobsOf('sites');
    expect(jobs.filter(({ role }) => role === 'gateway')).toHaveLength(105);
    expect(jobs.filter(({ role }) => role === 'core')).toHaveLength(105);
    expect(jobs).toHaveLength(210);
  });
});

describe.each(['core', 'sites'])('the document for the agent %s', (id) => {
  it.each([false, true])('is one that the agent accepts (single address: %s)', (single) => {
    const document: unknown = JSON.parse(JSON.stringify(agentConfig(agentOf(id), demo, single)));
    expect(agentConfigSchema.safeParse(document).error).toBeUndefined();
  });

  it('has each id once', () => {
    const ids = jobsOf(id).map((job) => job.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a port of 127.0.0.1 for each target where there is one address only', () => {
    const targets = jobsOf(id, true)
      .filter(({ kind }) => kind !== 'host')
      .map(({ kind, target }) => `${kind} ${target}`);
    for (const target of targets) expect(target).toMatch(/ 127\.0\.0\.1:2\d{4}$/);
    expect(new Set(targets).size).toBe(targets.length);
  });
});

describe('a rule', () => {
  it('is for the agents of its vantage', () => {
    expect(jobsByRule(REACH, { vantage: 'inside' })).toEqual([]);
  });

  it('is for the sites that the agent looks at', () => {
    const jobs = jobsByRule(REACH, { sites: ['van-phong-ubnd'] });
    expect(jobs.map(({ id }) => id)).toEqual(['reach:van-phong-ubnd']);
  });

  it('is for the classes that it names', () => {
    expect(jobsByRule({ ...REACH, classes: ['centre'] })).toHaveLength(3);
  });

  it('leaves out sites without the address that it aims at', () => {
    const sites = demo.inventory.sites.map((site) => ({ ...site, gateway: undefined }));
    const config = {
      ...demo,
      inventory: { ...demo.inventory, sites },
      probes: [probeRuleSchema.parse({ ...REACH, target: 'gateway' })],
    };
    expect(agentConfig(agentOf('core'), config, false).jobs).toEqual([]);
  });

  it('leaves out devices without a credential', () => {
    const devices = demo.inventory.devices.map((device) => ({ ...device, credential: undefined }));
    const config = { ...demo, inventory: { ...demo.inventory, devices } };
    expect(agentConfig(agentOf('core'), config, false).jobs.filter(({ kind }) => kind === 'snmp')).toEqual(
      [],
    );
  });

  it.each(['tcp', 'http', 'dns', 'sip', 'h323'])('of kind %s is for sites, devices and rooms', (kind) => {
    const settings = kind === 'tcp' ? { port: 443, timeout: '2s' } : { timeout: '2s' };
    const rule = { name: 'service', vantage: 'core', role: 'device', kind, every: '30s', settings };
    const count = (of: string) => jobsByRule({ ...rule, of }).length;
    const { sites, devices, rooms } = demo.inventory;
    expect(['site', 'device', 'room'].map(count)).toEqual([sites.length, devices.length, rooms.length]);
    expect(rooms.length).toBeGreaterThan(0);
    const document = { version: 1, agent: 'core', site: 'x', jobs: jobsByRule({ ...rule, of: 'room' }) };
    const [job] = agentConfigSchema.parse(JSON.parse(JSON.stringify(document))).jobs;
    expect(job).toMatchObject({ kind, periodMs: 30_000, settings: { timeout: 2_000 } });
    expect(job?.tags).toEqual({ site: rooms[0]?.site, room: rooms[0]?.id });
    expect(() => probeRuleSchema.parse({ ...rule, of: 'agent' })).toThrow();
  });

  it('of a service aims at the address without its port, which is another service’s', () => {
    const rooms = demo.inventory.rooms.slice(0, 1).map((room) => ({ ...room, address: '10.0.0.1:862' }));
    const rule = { name: 'sip', vantage: 'core', of: 'room', role: 'room', kind: 'sip', every: '30s' };
    const config = {
      ...demo,
      inventory: { ...demo.inventory, rooms },
      probes: [probeRuleSchema.parse(rule)],
    };
    expect(agentConfig(agentOf('core'), config, false).jobs).toMatchObject([
      { kind: 'sip', role: 'room', target: '10.0.0.1', settings: { transport: 'udp', timeout: '4s' } },
    ]);
  });

  it('needs a port for tcp, which has none of its own', () => {
    const rule = { name: 'tcp', vantage: 'core', of: 'site', role: 'device', kind: 'tcp', every: '30s' };
    expect(probeRuleSchema.safeParse({ ...rule, settings: {} }).error?.issues[0]?.path).toEqual([
      'settings',
      'port',
    ]);
  });

  it('pings the host of an address, without its port', () => {
    const sites = demo.inventory.sites.slice(0, 1).map((site) => ({ ...site, address: '10.0.0.1:8620' }));
    const config = {
      ...demo,
      inventory: { ...demo.inventory, sites },
      probes: [probeRuleSchema.parse(REACH)],
    };
    expect(agentConfig(agentOf('core'), config, false).jobs).toMatchObject([
      { kind: 'ping', target: '10.0.0.1' },
    ]);
  });
});
