import { describe, expect, it } from 'vitest';
import { attributeCause } from '../../../../collector/causes/attribute.ts';
import type { Cause, FactKind } from '../../../../model/incident.ts';

describe('the cause of an outage', () => {
  it.each<[Cause, FactKind[]]>([
    ['undetermined', []],
    ['undetermined', ['agent-alive']],
    ['undetermined', ['agent-booted']],
    ['undetermined', ['router-booted']],
    ['undetermined', ['router-answered']],
    ['undetermined', ['agent-alive', 'line-lost']],
    ['line', ['agent-alive', 'router-answered']],
    ['line', ['agent-alive', 'router-answered', 'line-lost']],
    ['line', ['agent-alive', 'router-answered', 'router-silent']],
    ['line', ['agent-alive', 'agent-booted', 'router-answered']],
    ['device', ['agent-alive', 'router-silent']],
    ['device', ['agent-alive', 'router-silent', 'router-booted']],
    ['device', ['agent-alive', 'router-answered', 'router-booted']],
    ['power', ['agent-booted', 'router-booted']],
    ['power', ['agent-alive', 'agent-booted', 'router-booted', 'router-answered']],
    ['power', ['on-battery']],
    ['power', ['on-battery', 'agent-alive', 'router-answered']],
  ])('is %s by %j', (cause, facts) => {
    expect(attributeCause(new Set(facts))).toBe(cause);
  });
});
