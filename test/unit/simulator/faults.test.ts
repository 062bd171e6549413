import { describe, expect, it } from 'vitest';
import type { Inventory, Site } from '../../../model/inventory.ts';
import { compileFaults, lastRestart, lineUse, roomPassage, sitePassage } from '../../../simulator/faults.ts';
import { DAY_MS, type FaultEvent } from '../../../simulator/script.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

function site(id: string, upstream: string | undefined): Site {
  const nowhere = { gateway: undefined, coreAddress: undefined, latitude: undefined, longitude: undefined };
  return {
    id,
    shortName: id,
    name: id,
    class: 'commune',
    unit: '1',
    upstream,
    address: '127.20.0.1',
    ...nowhere,
  };
}

const inventory: Pick<Inventory, 'sites' | 'rooms'> = {
  sites: [site('core', undefined), site('hub', 'core'), site('leaf', 'hub'), site('other', 'core')],
  rooms: [{ id: 'room', site: 'hub', name: 'room', level: 'district', address: '127.20.1.41' }],
};

function faultsOf(...events: FaultEvent[]) {
  const faults = compileFaults({ start: 0, events }, inventory);
  const planes = (id: string, timeMs: number) =>
    (['outside', 'gateway', 'inside'] as const)
      .map((plane) => (sitePassage(faults.sites.get(id)!, plane, timeMs).passes ? 'o' : '-'))
      .join('');
  return { faults, planes };
}

describe('faults', () => {
  it('cuts the line on both its planes, from the first moment to the last', () => {
    const { planes } = faultsOf({ at: HOUR, for: HOUR, fault: 'cut', site: 'leaf' });
    expect([HOUR - 1, HOUR, 2 * HOUR - 1, 2 * HOUR].map((timeMs) => planes('leaf', timeMs))).toEqual([
      'ooo',
      '-o-',
      '-o-',
      'ooo',
    ]);
    expect(planes('hub', HOUR)).toBe('ooo');
  });

  it.each(['hub', 'power'] as const)('%s silences the site and cuts off those below it', (fault) => {
    const { planes } = faultsOf({ at: HOUR, for: HOUR, fault, site: 'hub' });
    expect(['core', 'hub', 'leaf', 'other'].map((id) => planes(id, HOUR))).toEqual([
      'ooo',
      '---',
      '-o-',
      'ooo',
    ]);
  });

  it('cuts off those below a cut line too', () => {
    const { planes } = faultsOf({ at: HOUR, for: HOUR, fault: 'cut', site: 'hub' });
    expect(['hub', 'leaf'].map((id) => planes(id, HOUR))).toEqual(['-o-', '-o-']);
  });

  it('repeats every day and goes over midnight', () => {
    const { planes } = faultsOf({ at: 23 * HOUR, for: 2 * HOUR, fault: 'cut', site: 'leaf' });
    for (const day of [0, 1, 5]) {
      expect(planes('leaf', day * DAY_MS + 30 * MINUTE)).toBe('-o-');
      expect(planes('leaf', day * DAY_MS + HOUR)).toBe('ooo');
      expect(planes('leaf', day * DAY_MS + 23 * HOUR)).toBe('-o-');
    }
  });

  it('flaps: cut in the first half of every period, over midnight as well', () => {
    const at = DAY_MS - 5 * MINUTE;
    const { planes } = faultsOf({ at, for: 20 * MINUTE, fault: 'flap', site: 'leaf', period: 10 * MINUTE });
    const pattern = [0, 4, 5, 9, 10, 14, 15, 19, 20].map((minute) => planes('leaf', at + minute * MINUTE));
    expect(pattern).toEqual(['-o-', '-o-', 'ooo', 'ooo', '-o-', '-o-', 'ooo', 'ooo', 'ooo']);
  });

  it('congests one site’s line: delay, loss and full use, its gateway unharmed', () => {
    const { faults } = faultsOf({ at: 0, for: HOUR, fault: 'congest', site: 'hub', delay: 200, loss: 5 });
    const hub = faults.sites.get('hub')!;
    expect(sitePassage(hub, 'outside', MINUTE)).toMatchObject({
      passes: true,
      delayMs: 200,
      lossFraction: 0.05,
    });
    expect(sitePassage(hub, 'gateway', MINUTE)).toMatchObject({ delayMs: 0, lossFraction: 0 });
    expect([lineUse(hub, MINUTE), lineUse(hub, HOUR), lineUse(faults.sites.get('leaf')!, 0)]).toEqual([
      'full',
      'normal',
      'normal',
    ]);
  });

  it('leaves a cut line idle', () => {
    const { faults } = faultsOf({ at: 0, for: HOUR, fault: 'hub', site: 'hub' });
    expect(['hub', 'leaf', 'other'].map((id) => lineUse(faults.sites.get(id)!, 1))).toEqual([
      'idle',
      'idle',
      'normal',
    ]);
  });

  it('shakes a room, which is silent with its site', () => {
    const { faults } = faultsOf(
      { at: 0, for: 2 * HOUR, fault: 'room-jitter', room: 'room', jitter: 90 },
      { at: HOUR, for: HOUR, fault: 'cut', site: 'hub' },
    );
    const passage = (timeMs: number) =>
      roomPassage(faults.sites.get('hub')!, faults.rooms.get('room')!, timeMs);
    expect(passage(0)).toMatchObject({ passes: true, jitterMs: 90 });
    expect(passage(HOUR).passes).toBe(false);
    expect(passage(2 * HOUR)).toMatchObject({ passes: true, jitterMs: 0 });
  });

  it('knows when power last returned since the start', () => {
    const { faults } = faultsOf({ at: 23 * HOUR, for: 2 * HOUR, fault: 'power', site: 'hub' });
    const hub = faults.sites.get('hub')!;
    const startMs = 7 * HOUR;
    expect(lastRestart(hub, startMs, 20 * HOUR)).toBeUndefined();
    expect(lastRestart(hub, startMs, DAY_MS + HOUR)).toBe(DAY_MS + HOUR);
    expect(lastRestart(hub, startMs, 3 * DAY_MS)).toBe(2 * DAY_MS + HOUR);
  });

  it.each([
    [{ at: 0, for: 1, fault: 'cut', site: 'nowhere' } as const, 'event 1 (cut) names site "nowhere"'],
    [
      { at: 0, for: 1, fault: 'room-jitter', room: 'no', jitter: 1 } as const,
      'event 1 (room-jitter) names room "no"',
    ],
  ])('refuses names that the inventory does not have', (event, message) => {
    expect(() => faultsOf(event)).toThrow(message);
  });
});
