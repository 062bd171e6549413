import { describe, expect, it } from 'vitest';
import { EventHub } from '../../../../collector/api/event-hub.ts';
import type { ServerEvent } from '../../../../collector/api/types/events.ts';

const event: ServerEvent = {
  type: 'state',
  subject: 'site:a',
  from: 'up',
  to: 'down',
  at: '2026-11-23T07:00:00Z',
};

function hubWith(events: number): EventHub {
  const hub = new EventHub(100);
  for (let count = 0; count < events; count++) hub.publish(event);
  return hub;
}

describe('event hub', () => {
  it('numbers events from the first id on', () => {
    expect(
      hubWith(2)
        .since(100)
        .map(({ id }) => id),
    ).toEqual([101, 102]);
  });

  it('tells what came after an event', () => {
    expect(
      hubWith(3)
        .since(102)
        .map(({ id }) => id),
    ).toEqual([103]);
  });

  it('has nothing to tell who has everything', () => expect(hubWith(3).since(103)).toEqual([]));
  it('has nothing to tell before the first event', () => expect(hubWith(0).since(100)).toEqual([]));

  it.each([
    ['an earlier run', 7],
    ['a run to come', 500],
  ])('has them read anew who come from %s', (_, lastId) => {
    expect(hubWith(3).since(lastId)).toEqual([{ id: 103, event: { type: 'reset' } }]);
  });

  it('has them read anew who missed more than it keeps', () => {
    const hub = hubWith(1_500);
    expect(hub.since(599)).toMatchObject([{ event: { type: 'reset' } }]);
    expect(hub.since(600)).toHaveLength(1_000);
  });

  it('tells listeners until they leave', () => {
    const hub = hubWith(0);
    const heard: number[] = [];
    const leave = hub.listen(({ id }) => heard.push(id));
    hub.publish(event);
    expect(hub.listeners).toBe(1);
    leave();
    hub.publish(event);
    expect([heard, hub.listeners]).toEqual([[101], 0]);
  });
});
