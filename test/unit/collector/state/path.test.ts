import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateTracker } from '../../../../collector/state/tracker.ts';
import type { Point } from '../../../../model/point.ts';
import type { SubjectId, Transition } from '../../../../model/state.ts';

const LIMITS = { failedRounds: 3, poorRounds: 3, fineRounds: 3, silenceMs: 300_000 };
const UPSTREAM = new Map<SubjectId, SubjectId>([
  ['site:hub', 'site:core'],
  ['site:a', 'site:hub'],
  ['site:b', 'site:hub'],
  ['site:deep', 'site:a'],
  ['room:r', 'site:a'],
]);
const SUBJECTS: SubjectId[] = ['site:core', 'site:hub', 'site:a', 'site:b', 'site:deep', 'room:r'];
const SECOND = 1_000;

function round(name: string, timeMs: number, received: bigint, spanMs = 4_000): Point {
  const fields = {
    packets_transmitted: 5n,
    packets_received: received,
    confirmed: received === 0n,
    span_ms: spanMs,
  };
  const tags = name === 'r' ? { role: 'room', site: 'a', room: 'r' } : { role: 'reach', site: name };
  return { measurement: 'ping', tags, fields, timeMs };
}

/** Everything is up, as of second 10. */
function network() {
  const tracker = new StateTracker({
    limitsOf: () => LIMITS,
    quality: { lossPercent: 10, jitterMs: 50, rttMs: 400 },
    subjects: SUBJECTS,
    upstream: UPSTREAM,
    vantage: new Set<SubjectId>(['site:core']),
    resumed: [],
    evidenceMs: 0,
    nowMs: 0,
  });
  for (const name of ['core', 'hub', 'a', 'b', 'deep', 'r']) {
    tracker.feed([round(name, 5 * SECOND, 5n)], 10 * SECOND);
  }
  const told: string[] = [];
  const note = (transitions: readonly Transition[]) => {
    for (const { subject, from, to, atMs, upstream } of transitions) {
      const name = subject.slice(subject.indexOf(':') + 1);
      told.push(`${name} ${from}>${to}@${atMs / SECOND}${upstream ? ` by ${upstream.slice(5)}` : ''}`);
    }
  };
  return {
    tracker,
    told,
    /** A confirmed failure that began at a second; it arrives two seconds later unless said otherwise. */
    fails: (name: string, atS: number, nowS = atS + 2) =>
      note(tracker.feed([round(name, atS * SECOND, 0n)], nowS * SECOND).transitions),
    answers: (name: string, fromS: number, nowS = fromS + 5) =>
      note(tracker.feed([round(name, fromS * SECOND, 5n)], nowS * SECOND).transitions),
    passes: (nowS: number) => note(tracker.tick(nowS * SECOND)),
  };
}

describe('a failure behind an upstream', () => {
  it('is the subject’s own when the upstream has answered since it began', () => {
    const { told, fails, answers } = network();
    answers('hub', 18, 22);
    fails('a', 20.5, 22.5);
    expect(told).toEqual(['a up>down@20.5']);
  });

  it('is unreachable when the upstream has failed', () => {
    const { told, fails } = network();
    fails('hub', 20, 22);
    fails('a', 20.5, 23);
    expect(told).toEqual(['hub up>down@20', 'a up>unreachable@20.5 by hub']);
  });

  it('waits a moment for word of its upstream, and is unreachable when that has failed', () => {
    const { told, fails, tracker } = network();
    fails('a', 20, 22);
    fails('b', 20.2, 22.2);
    expect([told, tracker.holding]).toEqual([[], true]);
    fails('hub', 20.4, 22.9);
    expect(told).toEqual(['hub up>down@20.4', 'a up>unreachable@20 by hub', 'b up>unreachable@20.2 by hub']);
    expect(tracker.holding).toBe(false);
  });

  it('waits, and is its own as soon as the upstream answers', () => {
    const { told, fails, answers } = network();
    fails('a', 20, 22);
    answers('hub', 18, 22.5);
    expect(told).toEqual(['a up>down@20']);
  });

  it('does not wait for long', () => {
    const { told, fails, passes } = network();
    fails('a', 20, 22);
    passes(23.4);
    expect(told).toEqual([]);
    passes(23.5);
    expect(told).toEqual(['a up>down@20']);
  });

  it('is explained anew when the upstream turns out to have failed with it', () => {
    const { told, fails, passes, tracker } = network();
    fails('a', 20, 22);
    passes(24);
    fails('hub', 21, 25);
    expect(told).toEqual(['a up>down@20', 'hub up>down@21', 'a down>unreachable@20 by hub']);
    expect(tracker.get('site:a')).toMatchObject({
      state: 'unreachable',
      sinceMs: 20_000,
      upstream: 'site:hub',
    });
  });

  it('that began long before its upstream’s stays its own', () => {
    const { told, fails, passes } = network();
    fails('a', 20, 22);
    passes(24);
    fails('hub', 60, 62);
    expect(told).toEqual(['a up>down@20', 'hub up>down@60']);
  });

  it('names what has failed furthest up', () => {
    const { told, fails } = network();
    fails('hub', 20, 22);
    fails('a', 20.1, 22.1);
    fails('deep', 20.2, 22.2);
    fails('r', 20.3, 22.3);
    expect(told.slice(1)).toEqual([
      'a up>unreachable@20.1 by hub',
      'deep up>unreachable@20.2 by hub',
      'r up>unreachable@20.3 by hub',
    ]);
  });

  it('needs no word of where the one stands who looks', () => {
    const { told, fails } = network();
    fails('hub', 20, 22);
    expect(told).toEqual(['hub up>down@20']);
  });

  it('that ended while it was held was an outage all the same', () => {
    const { told, fails, answers } = network();
    fails('a', 20, 22);
    answers('a', 22.5, 23);
    expect(told).toEqual(['a up>down@20', 'a down>up@22.5']);
  });
});

describe('when the upstream is back', () => {
  function hubFails() {
    const net = network();
    net.fails('hub', 20, 22);
    net.fails('a', 20.5, 23);
    net.answers('hub', 60, 61);
    net.told.length = 0;
    return net;
  }

  it('what answers is up since it answers', () => {
    const { told, answers } = hubFails();
    answers('a', 61, 62);
    expect(told).toEqual(['a unreachable>up@61']);
  });

  it('what still fails stays unreachable until a round that began afterwards has failed too', () => {
    const { told, fails } = hubFails();
    fails('a', 62, 67);
    expect(told).toEqual([]);
    fails('a', 67, 72);
    expect(told).toEqual(['a unreachable>down@60']);
  });
});

describe('a tracker that goes on from the ledger', () => {
  it('knows what is unreachable, and through what', () => {
    const tracker = new StateTracker({
      limitsOf: () => LIMITS,
      quality: { lossPercent: 10, jitterMs: 50, rttMs: 400 },
      subjects: SUBJECTS,
      upstream: UPSTREAM,
      resumed: [
        { subject: 'site:hub', state: 'down', sinceMs: 20_000 },
        { subject: 'site:a', state: 'unreachable', sinceMs: 20_500, upstream: 'site:hub' },
      ],
      evidenceMs: 30_000,
      nowMs: 40_000,
    });
    expect(tracker.feed([round('a', 35_000, 0n)], 41_000).transitions).toEqual([]);
    expect(tracker.feed([round('a', 45_000, 5n)], 46_000).transitions).toMatchObject([
      { from: 'unreachable', to: 'up', atMs: 45_000 },
    ]);
  });
});

/** A hub that fails with all that is behind it, and the same evidence in whatever order it comes. */
describe('the order of evidence', () => {
  const evidence = [
    { name: 'hub', timeMs: 20_000 },
    { name: 'a', timeMs: 20_300 },
    { name: 'b', timeMs: 20_600 },
    { name: 'deep', timeMs: 20_100 },
    { name: 'r', timeMs: 20_900 },
  ];

  it('within the confirm window does not change what comes out', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(evidence, { minLength: evidence.length }),
        fc.array(fc.tuple(fc.nat({ max: evidence.length - 1 }), fc.nat({ max: 4 }))),
        (order, repeats) => {
          const { tracker } = network();
          const sent = [...order];
          // What comes twice comes after it came first.
          for (const [index, later] of repeats) {
            const item = order[index];
            if (item) sent.splice(Math.min(sent.length, index + 1 + later), 0, item);
          }
          for (const [index, { name, timeMs }] of sent.entries()) {
            tracker.feed([round(name, timeMs, 0n)], 23_000 + index * 100);
          }
          tracker.tick(30_000);
          const standing = (subject: SubjectId) => {
            const { state, sinceMs, upstream } = tracker.get(subject) ?? {};
            return { state, sinceMs, upstream };
          };
          expect(standing('site:hub')).toEqual({ state: 'down', sinceMs: 20_000, upstream: undefined });
          for (const { name, timeMs } of evidence.slice(1)) {
            const subject: SubjectId = name === 'r' ? 'room:r' : `site:${name}`;
            expect(standing(subject)).toEqual({
              state: 'unreachable',
              sinceMs: timeMs,
              upstream: 'site:hub',
            });
          }
        },
      ),
    );
  });
});
