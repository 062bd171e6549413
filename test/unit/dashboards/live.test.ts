import { describe, expect, it } from 'vitest';
import type { IncidentRow } from '../../../collector/api/types/incidents.ts';
import {
  isOfThese,
  latestStates,
  type StateEvent,
  withIncident,
  withState,
  withStates,
} from '../../../dashboards/web/src/lib/live.ts';

function change(subject: string, to: StateEvent['to'], at: string): StateEvent {
  return { type: 'state', subject, from: 'up', to, at };
}

function incident(id: number, resolvedAt: string | null = null): IncidentRow {
  return {
    id,
    subject: 'site:a',
    subjectName: 'A',
    site: 'a',
    kind: 'down',
    severity: 'critical',
    title: null,
    cause: null,
    flapping: false,
    affected: 0,
    mergedInto: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    assignee: null,
    openedAt: '2019-11-30T00:00:00Z',
    resolvedAt,
    proof: null,
  };
}

const row = { id: 'a', state: 'up', since: '2019-11-30T10:00:00Z' } as const;

describe('latestStates', () => {
  it('keeps the last of each subject of its kind', () => {
    const events = [
      change('site:a', 'down', '2019-11-30T10:01:00Z'),
      change('room:a', 'degraded', '2019-11-30T10:01:00Z'),
      change('site:a', 'up', '2019-11-30T10:02:00Z'),
    ];
    expect(latestStates(events, 'site').get('a')?.to).toBe('up');
    expect(latestStates(events, 'room').get('a')?.to).toBe('degraded');
  });
});

describe('withState', () => {
  it('takes a change over with its time', () => {
    expect(withState(row, change('site:a', 'down', '2019-11-30T10:01:00Z'))).toEqual({
      id: 'a',
      state: 'down',
      since: '2019-11-30T10:01:00Z',
    });
  });

  it('passes over what came again after a reconnect', () => {
    expect(withState(row, change('site:a', 'down', '2019-11-30T09:00:00Z'))).toBe(row);
  });
});

describe('withStates', () => {
  it('leaves the rows that did not change as they are', () => {
    const other = { ...row, id: 'b' };
    const events = latestStates([change('site:a', 'down', '2019-11-30T10:01:00Z')], 'site');
    const list = withStates({ items: [row, other], total: 2 }, events);
    expect(list.items[0]?.state).toBe('down');
    expect(list.items[1]).toBe(other);
  });
});

describe('withIncident', () => {
  const list = { items: [incident(2), incident(1)], total: 2 };

  it('puts a new one on top', () => {
    const next = withIncident(list, incident(3), 'open');
    expect(next.items.map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(next.total).toBe(3);
  });

  it('takes a resolved one out of the open ones, and into the others', () => {
    const resolved = incident(1, '2019-11-30T01:00:00Z');
    expect(withIncident(list, resolved, 'open')).toEqual({ items: [incident(2)], total: 1 });
    expect(withIncident(list, resolved, 'all').items).toEqual([incident(2), resolved]);
    expect(withIncident({ items: [], total: 0 }, resolved, 'resolved').total).toBe(1);
  });

  it('changes nothing when it comes twice', () => {
    expect(withIncident(list, incident(2), 'open')).toEqual(list);
  });
});

describe('what is read again when states change', () => {
  const changed = { sites: new Map([['a', 1]]), rooms: new Map([['room-b', 1]]) };
  const roomsOf = (site: string) => (site === 'b' ? [{ id: 'room-b' }] : undefined);

  it.each([
    [['site', 'a'], true],
    [['site', 'a', 'days'], true],
    [['site', 'b'], true],
    // Its days have no rooms; they were taken for a site once, and what came after in the batch was lost.
    [['site', 'b', 'days'], false],
    [['site', 'c'], false],
    [['site'], false],
  ])('%j: %s', (key, isOne) => {
    expect(isOfThese(key, changed, roomsOf)).toBe(isOne);
  });
});
