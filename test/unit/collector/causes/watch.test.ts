import { describe, expect, it } from 'vitest';
import { CauseWatch } from '../../../../collector/causes/watch.ts';
import type { IncidentRecord } from '../../../../collector/ledger/schema.ts';
import type { Point } from '../../../../model/point.ts';

const MINUTE_MS = 60_000;
const DOWN_MS = 100 * MINUTE_MS;
const UP_MS = 110 * MINUTE_MS;

const incident: IncidentRecord = {
  id: 1,
  subject: 'site:a',
  site: 'a',
  kind: 'down',
  opened_ms: DOWN_MS,
  resolved_ms: UP_MS,
  proof: null,
  severity: 'critical',
  title: null,
  cause: null,
  cause_author: null,
  acknowledged_ms: null,
  acknowledged_by: null,
  assignee: null,
  flapping_ms: null,
  merged_into: null,
};

/** The agent's machine has been running for a minute. */
function started(atMs: number): Point {
  const timeMs = atMs + MINUTE_MS;
  return { measurement: 'system', tags: { site: 'a', agent: 'agent-a' }, fields: { uptime: 60n }, timeMs };
}

function factsFrom(...points: Point[]): string[] {
  const watch = new CauseWatch({ agentSites: new Map([['agent-a', 'a']]), routers: new Set() });
  watch.note({ event: 'opened', incident: { ...incident, resolved_ms: null }, atMs: DOWN_MS });
  watch.note({ event: 'resolved', incident, atMs: UP_MS });
  watch.feed(points);
  return watch.take().flatMap(({ known }) => [...known]);
}

describe('facts around an outage', () => {
  it.each([
    ['within it', DOWN_MS + MINUTE_MS, true],
    ['just before it: the power went before the line did', DOWN_MS - MINUTE_MS, true],
    ['just after it: the line was back before the machine had started', UP_MS + MINUTE_MS, true],
    ['long before it', DOWN_MS - 5 * MINUTE_MS, false],
    ['long after it', UP_MS + 5 * MINUTE_MS, false],
  ])('a start %s', (_when, atMs, counts) => {
    expect(factsFrom(started(atMs)).includes('agent-booted')).toBe(counts);
  });

  it('who measures after it was not there during it', () => {
    expect(factsFrom(started(UP_MS + MINUTE_MS))).not.toContain('agent-alive');
  });
});
