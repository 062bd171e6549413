import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correctIntervals,
  intervalsAsOf,
  intervalsBetween,
  openIntervals,
  recordTransition,
  unknownGaps,
} from '../../collector/ledger/intervals.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { StateTracker } from '../../collector/state/tracker.ts';
import type { Point } from '../../model/point.ts';
import type { State, SubjectId, Transition } from '../../model/state.ts';
import { ledgerInMemory } from './open-ledger.ts';

const SUBJECT: SubjectId = 'site:a';

async function record(ledger: Ledger, ...transitions: Transition[]): Promise<void> {
  await ledger.transaction().execute(async (transaction) => {
    for (const transition of transitions) await recordTransition(transaction, transition);
  });
}

function became(to: State, atMs: number, subject = SUBJECT): Transition {
  return { subject, from: 'unknown', to, atMs, decidedMs: atMs + 1, proof: `because ${to}` };
}

/** `state from-to` of each interval. */
async function history(ledger: Ledger, subject = SUBJECT): Promise<string[]> {
  const intervals = await intervalsBetween(ledger, subject, -1e15, 1e15);
  return intervals.map(({ state, fromMs, toMs }) => `${state} ${fromMs}-${toMs ?? ''}`);
}

describe('intervals', () => {
  it('begin with the first transition', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('unknown', 10));
    expect(await history(ledger)).toEqual(['unknown 10-']);
  });

  it('end where the next begins', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('unknown', 10), became('up', 20), became('down', 30));
    expect(await history(ledger)).toEqual(['unknown 10-20', 'up 20-30', 'down 30-']);
  });

  it('keep what decided them', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('down', 10));
    const rows = await ledger.selectFrom('interval').selectAll().execute();
    expect(rows).toMatchObject([{ proof: 'because down', decided_ms: 11 }]);
  });

  it('are replaced by a transition at their very beginning', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('unknown', 20), became('down', 20));
    expect(await history(ledger)).toEqual(['up 10-20', 'down 20-']);
  });

  it('are joined where what lay between them turns out to be nothing', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('unknown', 20), became('up', 20));
    expect(await history(ledger)).toEqual(['up 10-']);
  });

  it('of one subject say nothing of another', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('down', 5, 'site:b'));
    expect(await history(ledger)).toEqual(['up 10-']);
    expect(await history(ledger, 'site:b')).toEqual(['down 5-']);
  });

  it('are found where they touch a range', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('down', 20), became('up', 30));
    const statesIn = async (fromMs: number, toMs: number) =>
      (await intervalsBetween(ledger, SUBJECT, fromMs, toMs)).map(({ state }) => state);
    expect(await statesIn(20, 30)).toEqual(['down']);
    expect(await statesIn(19, 31)).toEqual(['up', 'down', 'up']);
    expect(await statesIn(100, 200)).toEqual(['up']);
    expect(await statesIn(0, 10)).toEqual([]);
  });

  it('that are open are the present states', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('down', 20), became('up', 5, 'room:r'));
    expect(await openIntervals(ledger)).toEqual([
      { subject: SUBJECT, state: 'down', sinceMs: 20 },
      { subject: 'room:r', state: 'up', sinceMs: 5 },
    ]);
  });
});

/** What a schedule of measurements and of time passing leaves behind, through tracker and ledger. */
describe('evidence in any order, late, twice and with silences', () => {
  const subjects: SubjectId[] = ['site:a', 'site:b'];
  const step = fc.record({
    subject: fc.constantFrom('a', 'b'),
    outcome: fc.constantFrom('fine', 'poor', 'failed', 'refuted'),
    /** Mostly a round later, sometimes a long silence, sometimes from the past or the same again. */
    afterMs: fc.oneof(
      { weight: 6, arbitrary: fc.constant(5_000) },
      { weight: 2, arbitrary: fc.integer({ min: -60_000, max: 0 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 200_000 }) },
    ),
    /** The clock on the wall goes on by this much before it arrives. */
    waitMs: fc.oneof(
      { weight: 6, arbitrary: fc.constant(5_000) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
    ),
    tick: fc.boolean(),
    restart: fc.oneof(
      { weight: 15, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  });

  function pointOf(subject: string, outcome: string, timeMs: number): Point {
    const answered = outcome === 'fine' || outcome === 'poor';
    const fields = {
      packets_transmitted: 5n,
      packets_received: answered ? 5n : 0n,
      percent_packet_loss: outcome === 'poor' ? 40 : 0,
      confirmed: outcome === 'refuted',
    };
    return { measurement: 'ping', tags: { role: 'reach', site: subject }, fields, timeMs };
  }

  async function trackerFrom(ledger: Ledger, evidenceMs: number, nowMs: number): Promise<StateTracker> {
    return new StateTracker({
      limitsOf: () => ({ failedRounds: 3, poorRounds: 3, fineRounds: 3, silenceMs: 30_000 }),
      quality: { lossPercent: 10, jitterMs: 50, rttMs: 400 },
      subjects,
      resumed: await openIntervals(ledger),
      evidenceMs,
      nowMs,
    });
  }

  async function expectWhole(ledger: Ledger, tracker: StateTracker): Promise<void> {
    for (const subject of subjects) {
      const intervals = await intervalsBetween(ledger, subject, -1e15, 1e15);
      expect(intervals.filter(({ toMs }) => toMs === undefined)).toHaveLength(1);
      expect(intervals.at(-1)).toMatchObject({ state: tracker.get(subject)?.state, toMs: undefined });
      for (const [index, { state, fromMs, toMs }] of intervals.entries()) {
        if (toMs !== undefined) expect(toMs).toBeGreaterThan(fromMs);
        const next = intervals[index + 1];
        if (next) expect([toMs, next.state === state]).toEqual([next.fromMs, false]);
      }
    }
  }

  it('leave intervals without gap or overlap, exactly one of them open, and the engine agrees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const ledger = await openLedger(sqliteDialect(':memory:'));
        let nowMs = 1_000_000;
        let timeMs = nowMs;
        let tracker = await trackerFrom(ledger, 0, nowMs);
        await record(ledger, ...subjects.map((subject) => became('unknown', nowMs, subject)));
        for (const { subject, outcome, afterMs, waitMs, tick, restart } of steps) {
          timeMs += afterMs;
          nowMs = Math.max(nowMs + waitMs, timeMs);
          if (restart) tracker = await trackerFrom(ledger, tracker.evidenceMs, nowMs);
          await record(ledger, ...tracker.feed([pointOf(subject, outcome, timeMs)], nowMs).transitions);
          if (tick) await record(ledger, ...tracker.tick(nowMs));
        }
        await expectWhole(ledger, tracker);
        await ledger.destroy();
      }),
      { numRuns: 60 },
    );
  });
});

describe('corrections', () => {
  const unknownOnly = (interval: { state: State }) => interval.state === 'unknown';

  async function correct(ledger: Ledger, fromMs: number, toMs: number, state: State, decidedMs = 500) {
    const correction = { subject: SUBJECT, fromMs, toMs, decidedMs, reason: 'late' } as const;
    await ledger
      .transaction()
      .execute((transaction) =>
        correctIntervals(transaction, { ...correction, only: unknownOnly, change: { state } }),
      );
  }

  it('paint over what they are about, and leave the rest', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('unknown', 20), became('up', 60));
    await correct(ledger, 30, 40, 'down');
    expect(await history(ledger)).toEqual([
      'up 10-20',
      'unknown 20-30',
      'down 30-40',
      'unknown 40-60',
      'up 60-',
    ]);
  });

  it('do not touch what somebody saw', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('unknown', 20), became('up', 60));
    await correct(ledger, 0, 100, 'down');
    expect(await history(ledger)).toEqual(['up 10-20', 'down 20-60', 'up 60-']);
  });

  it('of the open interval leave its end open', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('up', 10), became('unknown', 20));
    await correct(ledger, 20, 50, 'up');
    expect(await history(ledger)).toEqual(['up 10-20', 'up 20-50', 'unknown 50-']);
  });

  it('find the gaps that they may fill, and what was before', async () => {
    const ledger = await ledgerInMemory();
    await record(ledger, became('down', 10), became('unknown', 20), became('up', 60), became('unknown', 90));
    const gap = { subject: SUBJECT, fromMs: 20, toMs: 60, before: 'down' };
    expect(await unknownGaps(ledger, ['site:other', SUBJECT], 0, 100)).toEqual([gap]);
    expect(await unknownGaps(ledger, [SUBJECT], 60, 100)).toEqual([]);
    expect(await unknownGaps(ledger, [SUBJECT], 0, 20)).toEqual([]);
    expect(await unknownGaps(ledger, ['site:other'], 0, 100)).toEqual([]);
    expect(await unknownGaps(ledger, [], 0, 100)).toEqual([]);
  });
});

describe('what the ledger had at a moment', () => {
  const step = fc.record({
    kind: fc.constantFrom('transition', 'correction'),
    state: fc.constantFrom<State>('up', 'down', 'degraded', 'unreachable', 'unknown'),
    /** Mostly onwards, now and then at or before what is there already. */
    moveMs: fc.integer({ min: -20, max: 40 }),
    lengthMs: fc.integer({ min: 1, max: 60 }),
  });

  it('can be read again later, whatever has been changed since', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const ledger = await openLedger(sqliteDialect(':memory:'));
        const seen: { asOfMs: number; intervals: unknown }[] = [];
        let timeMs = 100;
        await record(ledger, became('unknown', timeMs));
        for (const [index, { kind, state, moveMs, lengthMs }] of steps.entries()) {
          const decidedMs = 10_000 + index * 10;
          if (kind === 'transition') {
            timeMs += moveMs;
            await record(ledger, { ...became(state, timeMs), decidedMs });
          } else {
            await ledger.transaction().execute((transaction) =>
              correctIntervals(transaction, {
                subject: SUBJECT,
                fromMs: timeMs + moveMs,
                toMs: timeMs + moveMs + lengthMs,
                decidedMs,
                reason: 'operator',
                author: 'somebody',
                only: (interval) => interval.toMs !== undefined,
                change: { state },
              }),
            );
          }
          seen.push({
            asOfMs: decidedMs + 5,
            intervals: await intervalsBetween(ledger, SUBJECT, -1e15, 1e15),
          });
        }
        for (const { asOfMs, intervals } of seen) {
          expect(await intervalsAsOf(ledger, SUBJECT, -1e15, 1e15, asOfMs)).toEqual(intervals);
        }
        await ledger.destroy();
      }),
      { numRuns: 60 },
    );
  });
});
