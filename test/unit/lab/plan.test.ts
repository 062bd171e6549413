import { describe, expect, it } from 'vitest';
import { isLabAddress } from '../../lab/addresses.ts';
import { namespaceBatch, nodeBatches } from '../../lab/build-commands.ts';
import { planLab } from '../../lab/plan.ts';

describe('planLab', () => {
  it('names and addresses the nodes, the core first', () => {
    const plan = planLab({ hubs: 2, communesPerHub: 1 });
    expect(plan.nodes.map(({ name, address, upstream }) => [name, address, upstream])).toEqual([
      ['core', '10.105.0.1', undefined],
      ['hub1', '10.105.1.254', 'core'],
      ['hub1-c1', '10.105.1.1', 'hub1'],
      ['hub2', '10.105.2.254', 'core'],
      ['hub2-c1', '10.105.2.1', 'hub2'],
    ]);
  });

  it('gives every line two addresses of its own; the upper end is the gateway', () => {
    const plan = planLab({ hubs: 1, communesPerHub: 1 });
    expect(plan.lines.map(({ upper, lower }) => [upper.address, lower.address])).toEqual([
      ['10.64.0.0', '10.64.0.1'],
      ['10.64.0.2', '10.64.0.3'],
    ]);
    expect(plan.nodes.map((node) => node.gateway)).toEqual([undefined, '10.64.0.0', '10.64.0.2']);
  });

  it('routes up by one prefix and down by the longest, and refuses what no site has', () => {
    const plan = planLab({ hubs: 1, communesPerHub: 1 });
    expect(plan.routes.map(({ node, prefix, via }) => [node, prefix, via])).toEqual([
      ['core', '10.105.0.0/16', undefined],
      ['hub1', '10.105.0.0/16', '10.64.0.0'],
      ['core', '10.105.1.0/24', '10.64.0.1'],
      ['hub1', '10.105.1.0/24', undefined],
      ['hub1-c1', '10.105.0.0/16', '10.64.0.2'],
      ['hub1', '10.105.1.1/32', '10.64.0.3'],
    ]);
  });

  it('stays inside the ranges and repeats nothing, at ten thousand sites', () => {
    const plan = planLab({ hubs: 100, communesPerHub: 100 });
    const ends = plan.lines.flatMap(({ upper, lower }) => [upper, lower]);
    const addresses = [...plan.nodes.map((node) => node.address), ...ends.map((end) => end.address)];
    expect(plan.nodes).toHaveLength(10_101);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.every(isLabAddress)).toBe(true);
    expect(new Set(ends.map((end) => end.mac)).size).toBe(ends.length);
    expect(ends.every((end) => end.interfaceName.length <= 15)).toBe(true);
  });

  it('may be a core alone', () => {
    expect(planLab({ hubs: 0, communesPerHub: 0 }).nodes).toHaveLength(1);
  });

  it.each([-1, 251, 1.5, Number.NaN])('refuses %d hubs', (hubs) => {
    expect(() => planLab({ hubs, communesPerHub: 1 })).toThrow(RangeError);
  });
});

describe('the commands that build a plan', () => {
  const plan = planLab({ hubs: 1, communesPerHub: 0 });

  it('make both ends of a line directly in their namespaces', () => {
    expect(namespaceBatch(plan, 'p-').split('\n')).toEqual([
      'netns add p-core',
      'netns add p-hub1',
      'link add name to-hub1 address 02:c0:00:00:00:00 netns p-core type veth peer name uplink address 02:c0:00:00:00:01 netns p-hub1',
      '',
    ]);
  });

  it('set up a node so that it speaks from its own address and asks for no neighbour', () => {
    expect(nodeBatches(plan).get('hub1')?.split('\n')).toEqual([
      'link set lo up',
      'address replace 10.105.1.254/32 dev lo scope global',
      'address replace 10.64.0.1/31 dev uplink',
      'link set dev uplink up',
      'neighbour replace 10.64.0.0 lladdr 02:c0:00:00:00:00 dev uplink nud permanent',
      'route replace 10.105.0.0/16 via 10.64.0.0 src 10.105.1.254',
      'route replace unreachable 10.105.1.0/24',
      '',
    ]);
  });

  it('know no way out', () => {
    const commands = [...nodeBatches(planLab({ hubs: 3, communesPerHub: 3 })).values()].join('');
    expect(commands).not.toMatch(/default|0\.0\.0\.0/);
  });
});
