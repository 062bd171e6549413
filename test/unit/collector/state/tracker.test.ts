import { describe, expect, it } from 'vitest';
import { StateTracker } from '../../../../collector/state/tracker.ts';
import type { Point } from '../../../../model/point.ts';

function round(site: string, timeMs: number, received: bigint): Point {
  const fields = { packets_transmitted: 5n, packets_received: received, confirmed: received === 0n };
  return { measurement: 'ping', tags: { role: 'reach', site }, fields, timeMs };
}

function tracker(options: Partial<ConstructorParameters<typeof StateTracker>[0]> = {}): StateTracker {
  return new StateTracker({
    limitsOf: () => ({ failedRounds: 3, poorRounds: 3, fineRounds: 3, silenceMs: 30_000 }),
    quality: { lossPercent: 10, jitterMs: 50, rttMs: 400 },
    subjects: ['site:a', 'site:b'],
    resumed: [],
    evidenceMs: 0,
    nowMs: 1_000,
    ...options,
  });
}

const NOTHING = { transitions: [], late: [], unseen: [] };

describe('state tracker', () => {
  it('knows nothing of anybody at first', () => {
    expect([...tracker().standings()].map(({ subject, state }) => [subject, state])).toEqual([
      ['site:a', 'unknown'],
      ['site:b', 'unknown'],
    ]);
  });

  it('follows each subject by itself', () => {
    const states = tracker();
    const { transitions } = states.feed([round('a', 2_000, 5n), round('b', 2_000, 0n)], 2_000);
    expect(transitions.map(({ subject, to }) => [subject, to])).toEqual([
      ['site:a', 'up'],
      ['site:b', 'down'],
    ]);
    expect(states.get('site:b')?.state).toBe('down');
  });

  it('does not follow a clock that is far ahead', () => {
    const states = tracker();
    expect(states.feed([round('a', 3_600_000, 0n)], 2_000)).toEqual(NOTHING);
    expect(states.evidenceMs).toBe(0);
    expect(states.feed([round('a', 2_500, 0n)], 2_500).transitions).toHaveLength(1);
  });

  it('takes a clock that is a little ahead, and never remembers more than its own time', () => {
    const states = tracker();
    expect(states.feed([round('a', 4_000, 5n)], 2_000).transitions).toHaveLength(1);
    expect(states.evidenceMs).toBe(2_000);
  });

  it('does not judge what is not in the inventory', () => {
    const states = tracker();
    expect(states.feed([round('elsewhere', 2_000, 0n)], 2_000)).toEqual(NOTHING);
    expect(states.get('site:elsewhere')).toBeUndefined();
  });

  it('lets all that are silent become unknown', () => {
    const states = tracker();
    states.feed([round('a', 2_000, 5n), round('b', 2_000, 5n)], 2_000);
    states.feed([round('b', 30_000, 5n)], 30_000);
    expect(states.tick(40_000).map(({ subject, to }) => [subject, to])).toEqual([['site:a', 'unknown']]);
  });

  it('goes on from the states in the ledger, and forgets those that have left the inventory', () => {
    const resumed = [
      { subject: 'site:a', state: 'down', sinceMs: 500 },
      { subject: 'site:gone', state: 'up', sinceMs: 500 },
    ] as const;
    const states = tracker({ resumed, evidenceMs: 900 });
    expect(states.get('site:a')).toMatchObject({ state: 'down', sinceMs: 500 });
    expect(states.get('site:gone')).toBeUndefined();
  });

  it('remembers the newest evidence', () => {
    const states = tracker({ evidenceMs: 1_500 });
    expect(states.evidenceMs).toBe(1_500);
    states.feed([round('a', 9_000, 5n), round('b', 8_000, 5n)], 9_000);
    expect(states.evidenceMs).toBe(9_000);
  });
});
