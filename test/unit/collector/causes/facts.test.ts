import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../collector/causes/facts.ts';
import type { FieldValue } from '../../../../model/point.ts';

const context = {
  agentSites: new Map([
    ['core', 'centre'],
    ['agent-a', 'a'],
  ]),
  routers: new Set(['a-router']),
};

function facts(
  measurement: string,
  tags: Record<string, string>,
  fields: Record<string, FieldValue>,
): string[] {
  const point = { measurement, tags: { site: 'a', ...tags }, fields, timeMs: 1_000_000 };
  return factsOf(point, context).map(({ kind, atMs }) => `${kind}@${atMs / 1_000}`);
}

const inside = { agent: 'agent-a' };
const outside = { agent: 'core' };

describe('facts', () => {
  it.each<[string, string, Record<string, string>, Record<string, FieldValue>, string[]]>([
    ['any measurement from inside', 'mem', inside, { total: 1n }, ['agent-alive@1000']],
    [
      'the router answering',
      'ping',
      { ...inside, role: 'gateway' },
      { packets_received: 5n },
      ['agent-alive@1000', 'router-answered@1000'],
    ],
    [
      'the router silent',
      'ping',
      { ...inside, role: 'gateway' },
      { packets_received: 0n },
      ['agent-alive@1000', 'router-silent@1000'],
    ],
    [
      'the core not answering',
      'ping',
      { ...inside, role: 'core' },
      { packets_received: 0n },
      ['agent-alive@1000', 'line-lost@1000'],
    ],
    [
      'the core not answering a test',
      'stamp',
      { ...inside, role: 'core' },
      { received: 0n },
      ['agent-alive@1000', 'line-lost@1000'],
    ],
    [
      'the core answering',
      'ping',
      { ...inside, role: 'core' },
      { packets_received: 1n },
      ['agent-alive@1000'],
    ],
    ['the machine’s start', 'system', inside, { uptime: 100n }, ['agent-alive@1000', 'agent-booted@900']],
    ['the agent’s start', 'agent', inside, { uptime: 10 }, ['agent-alive@1000', 'agent-booted@990']],
    [
      'the router’s start, seen from outside',
      'snmp',
      { ...outside, device: 'a-router' },
      { result_code: 0n, uptime: 60 },
      ['router-booted@940'],
    ],
    [
      'the router’s poll from inside',
      'snmp',
      { ...inside, device: 'a-router' },
      { result_code: 1n },
      ['agent-alive@1000', 'router-silent@1000'],
    ],
    [
      'another device’s start',
      'snmp',
      { ...outside, device: 'a-switch' },
      { result_code: 0n, uptime: 60 },
      [],
    ],
    ['the battery', 'ups', { ...outside, device: 'a-ups' }, { on_battery: true }, ['on-battery@1000']],
    ['the mains', 'ups', { ...outside, device: 'a-ups' }, { on_battery: false }, []],
    ['what the core sees of the site', 'ping', { ...outside, role: 'reach' }, { packets_received: 0n }, []],
    ['the start of the core’s machine', 'system', outside, { uptime: 100n }, []],
  ])('%s', (_, measurement, tags, fields, expected) => {
    expect(facts(measurement, tags, fields)).toEqual(expected);
  });
});
