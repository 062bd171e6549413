import { describe, expect, it } from 'vitest';
import { CauseWatch } from '../../collector/causes/watch.ts';
import { Decisions } from '../../collector/decisions.ts';
import type { IncidentChange } from '../../collector/incidents/incidents.ts';
import { DEFAULT_OUTAGE_POLICY } from '../../collector/incidents/outages.ts';
import { comment, resolve } from '../../collector/incidents/people.ts';
import { listIncidents } from '../../collector/incidents/query.ts';
import type { Batch } from '../../collector/ingest/ingest.ts';
import { intervalsBetween, openIntervals } from '../../collector/ledger/intervals.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { readMarks, readProgress } from '../../collector/ledger/meta.ts';
import { MaintenancePlan } from '../../collector/maintenance/plan.ts';
import { StateTracker } from '../../collector/state/tracker.ts';
import type { Point } from '../../model/point.ts';
import { blockOf } from '../../model/point-block.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { ledgerInMemory } from './open-ledger.ts';

const START = 1_000_000;
const limitsOf = () => ({ failedRounds: 3, poorRounds: 3, fineRounds: 3, silenceMs: 30_000 });

function round(received: bigint, timeMs: number): Point {
  const fields = { packets_transmitted: 5n, packets_received: received, confirmed: received === 0n };
  return { measurement: 'ping', tags: { role: 'reach', site: 'a' }, fields, timeMs };
}

function batch(sequence: number, ...points: Point[]): Batch {
  const mark = { agent: 'core', epoch: 'e', first: sequence, last: sequence };
  return { sequence, head: { receivedMs: START, mark, precision: 'ns' }, points: blockOf(points) };
}

function decisionsOn(ledger: Ledger, more: Partial<ConstructorParameters<typeof Decisions>[0]> = {}) {
  const tracker = new StateTracker({
    limitsOf,
    quality: { lossPercent: 10, jitterMs: 50, rttMs: 400 },
    subjects: ['site:a'],
    resumed: [],
    evidenceMs: 0,
    nowMs: START,
  });
  const clock = { nowMs: START };
  const committed: string[] = [];
  const decisions = new Decisions({
    ledger,
    tracker,
    causes: new CauseWatch({ agentSites: new Map(), routers: new Set() }),
    plan: new MaintenancePlan({ units: [], sites: [], devices: [], lines: [], rooms: [] }, []),
    watchers: [],
    policy: DEFAULT_OUTAGE_POLICY,
    late: { limitsOf, upstream: new Map(), windowMs: 15_000, siteOf: () => 'a' },
    position: 0,
    marks: [],
    siteOf: () => 'a',
    messagesFor: ({ event, incident }: IncidentChange) => {
      // As no channel tells of corrections.
      if (event === 'corrected') return [];
      const idempotency_key = `${incident.id}-${event}`;
      return [
        {
          idempotency_key,
          incident: incident.id,
          person: 'r',
          medium: 'mail' as const,
          recipient: 'r',
          thread: 't',
          subject: event,
          text: '',
        },
      ];
    },
    onCommitted: (transitions) => committed.push(...transitions.map(({ to }) => to)),
    now: () => clock.nowMs,
    logger: silent,
    ...more,
  });
  return { decisions, clock, committed };
}

async function outboxOf(ledger: Ledger) {
  const rows = await ledger.selectFrom('outbox').select('idempotency_key').orderBy('id').execute();
  return rows.map((row) => row.idempotency_key);
}

describe('decisions', () => {
  it('write down interval, incident, message and progress together', async () => {
    const ledger = await ledgerInMemory();
    const { decisions, clock, committed } = decisionsOn(ledger);
    clock.nowMs = START + 6_000;
    await decisions.feed(batch(1, round(0n, START + 5_000)));
    expect(await openIntervals(ledger)).toEqual([
      { subject: 'site:a', state: 'down', sinceMs: START + 5_000 },
    ]);
    expect(await listIncidents(ledger, { state: 'open', limit: 9 })).toMatchObject([{ subject: 'site:a' }]);
    expect(await outboxOf(ledger)).toEqual(['1-opened']);
    expect(await readProgress(ledger)).toEqual({ position: 1, evidenceMs: START + 5_000 });
    expect(await readMarks(ledger)).toEqual([{ agent: 'core', epoch: 'e', taken: '1-1' }]);
    expect([decisions.position, committed]).toEqual([1, ['down']]);
  });

  it('tell of the end as well', async () => {
    const ledger = await ledgerInMemory();
    const { decisions } = decisionsOn(ledger);
    await decisions.feed(batch(1, round(0n, START + 5_000), round(5n, START + 10_000)));
    expect(await outboxOf(ledger)).toEqual(['1-opened', '1-resolved']);
  });

  it('do not follow a batch twice', async () => {
    const ledger = await ledgerInMemory();
    const { decisions, committed } = decisionsOn(ledger);
    await decisions.feed(batch(2, round(5n, START + 5_000)));
    await decisions.feed(batch(2, round(0n, START + 10_000)));
    await decisions.feed(batch(1, round(0n, START + 15_000)));
    expect(committed).toEqual(['up']);
  });

  it('write progress down now and then where nothing changes', async () => {
    const ledger = await ledgerInMemory();
    const { decisions, clock } = decisionsOn(ledger);
    await decisions.feed(batch(1, round(5n, START + 5_000)));
    await decisions.feed(batch(2, round(5n, START + 10_000)));
    expect((await readProgress(ledger)).position).toBe(1);
    clock.nowMs += 1_000;
    await decisions.feed(batch(3, round(5n, START + 15_000)));
    expect((await readProgress(ledger)).position).toBe(3);
  });

  it('write down which records have been taken over, and forget what is long past', async () => {
    const ledger = await ledgerInMemory();
    const { decisions } = decisionsOn(ledger, { marks: [{ agent: 'core', epoch: 'e', taken: '1-3' }] });
    await decisions.feed(batch(9, round(5n, START + 5_000)));
    await decisions.save();
    expect(await readMarks(ledger)).toEqual([{ agent: 'core', epoch: 'e', taken: '1-3,9-9' }]);
    for (let epoch = 0; epoch < 64; epoch++)
      await decisions.feed({
        sequence: 10 + epoch,
        head: {
          receivedMs: START,
          mark: { agent: 'core', epoch: `e${epoch}`, first: 1, last: 1 },
          precision: 'ns',
        },
        points: blockOf([]),
      });
    await decisions.save();
    expect((await readMarks(ledger)).filter(({ epoch }) => epoch === 'e')).toEqual([]);
  });

  it('do what somebody wants, with its messages, and nothing of it when it is refused', async () => {
    const ledger = await ledgerInMemory();
    const { decisions } = decisionsOn(ledger);
    await decisions.feed(batch(1, round(0n, START + 5_000)));
    const lan = { author: 'lan', nowMs: START + 6_000 };
    await decisions.act((transaction) => resolve(transaction, 1, lan));
    const twice = decisions.act(async (transaction) => [
      ...(await comment(transaction, 1, lan)),
      ...(await resolve(transaction, 1, lan)),
    ]);
    await expect(twice).rejects.toMatchObject({ code: 'incident_resolved' });
    await decisions.save();
    const events = await ledger.selectFrom('incident_event').select('event').orderBy('id').execute();
    expect(events.map(({ event }) => event)).toEqual(['opened', 'resolved', 'cause']);
    expect(await outboxOf(ledger)).toEqual(['1-opened', '1-resolved', '1-cause']);
  });

  it('see silence when time passes', async () => {
    const ledger = await ledgerInMemory();
    const { decisions, clock } = decisionsOn(ledger);
    await decisions.feed(batch(1, round(5n, START + 5_000)));
    clock.nowMs += 60_000;
    await decisions.tick();
    expect(await openIntervals(ledger)).toMatchObject([{ state: 'unknown', sinceMs: START + 5_000 }]);
  });

  it('leave nothing half done when the ledger fails, and do all of it the next time', async () => {
    const ledger = await ledgerInMemory();
    let broken = true;
    const messagesFor = ({ event, incident }: IncidentChange) => {
      if (broken) throw new Error('disk full');
      return [
        {
          idempotency_key: event,
          incident: incident.id,
          person: 'r',
          medium: 'mail',
          recipient: 'r',
          thread: 't',
          subject: '',
          text: '',
        } as const,
      ];
    };
    const { decisions, committed } = decisionsOn(ledger, { messagesFor });
    await decisions.feed(batch(1, round(0n, START + 5_000)));
    expect([await openIntervals(ledger), decisions.position, committed]).toEqual([[], 0, []]);
    broken = false;
    await decisions.tick();
    expect(await openIntervals(ledger)).toMatchObject([{ state: 'down' }]);
    expect(await readMarks(ledger)).toHaveLength(1);
    expect([await outboxOf(ledger), decisions.position, committed]).toEqual([['opened'], 1, ['down']]);
  });

  it('do not tell of an outage that was over before it was heard of', async () => {
    const ledger = await ledgerInMemory();
    const { decisions, clock } = decisionsOn(ledger);
    clock.nowMs = START + 600_000;
    await decisions.feed(batch(1, round(5n, START + 5_000), round(0n, START + 10_000)));
    await decisions.feed(batch(2, round(5n, START + 15_000)));
    const rows = await ledger.selectFrom('outbox').select(['idempotency_key', 'status']).execute();
    expect(rows).toEqual([{ idempotency_key: '1-opened', status: 'withdrawn' }]);
    expect(await listIncidents(ledger, { state: 'resolved', limit: 9 })).toHaveLength(1);
  });

  it('tell of an outage that was heard of late and goes on', async () => {
    const ledger = await ledgerInMemory();
    const { decisions, clock } = decisionsOn(ledger);
    clock.nowMs = START + 600_000;
    await decisions.feed(batch(1, round(5n, START + 5_000), round(0n, START + 10_000)));
    const [row] = await ledger.selectFrom('outbox').select(['status', 'due_ms']).execute();
    expect(row).toEqual({ status: 'pending', due_ms: clock.nowMs + 60_000 });
  });

  it('fill what was unknown with measurements that come behind newer ones, and tell nobody', async () => {
    const ledger = await ledgerInMemory();
    const { decisions, clock } = decisionsOn(ledger);
    await decisions.feed(batch(1, round(5n, START + 5_000)));
    clock.nowMs = START + 200_000;
    await decisions.feed(batch(2, round(5n, START + 200_000)));
    const backlog = Array.from({ length: 39 }, (_, index) => {
      const atS = 10 + index * 5;
      return round(atS >= 20 && atS < 40 ? 0n : 5n, START + atS * 1_000);
    });
    await decisions.feed(batch(3, ...backlog));
    await decisions.save();
    const intervals = await intervalsBetween(ledger, 'site:a', START, START + 300_000);
    expect(
      intervals.map(({ state, fromMs, toMs }) => [
        state,
        (fromMs - START) / 1_000,
        toMs && (toMs - START) / 1_000,
      ]),
    ).toEqual([
      ['up', 5, 20],
      ['down', 20, 40],
      ['up', 40, 200],
      ['up', 200, undefined],
    ]);
    expect(await outboxOf(ledger)).toEqual([]);
    expect(await listIncidents(ledger, { state: 'all', limit: 9 })).toMatchObject([
      { opened_ms: START + 20_000, resolved_ms: START + 40_000 },
    ]);
  });

  describe('of a pause that was too short for `unknown`', () => {
    /** Answers but from second 10 to 20; the measurements of seconds 10 to 25 come behind that of second 30. */
    async function withPause(...backlogs: Point[][]) {
      const ledger = await ledgerInMemory();
      const { decisions, clock } = decisionsOn(ledger);
      const before = [-10, -5, 0, 5].map((second) => round(5n, START + second * 1_000));
      await decisions.feed(batch(1, ...before));
      clock.nowMs = START + 30_000;
      await decisions.feed(batch(2, round(5n, START + 30_000)));
      for (const [index, backlog] of backlogs.entries()) {
        await decisions.feed(batch(3 + index, ...backlog));
        await decisions.save();
      }
      const intervals = await intervalsBetween(ledger, 'site:a', START, START + 300_000);
      const states = intervals.map(
        ({ state, fromMs, toMs }) =>
          `${state} ${(fromMs - START) / 1_000}-${toMs === undefined ? '' : (toMs - START) / 1_000}`,
      );
      const incidents = await listIncidents(ledger, { state: 'all', limit: 9 });
      const told = incidents.map(
        ({ opened_ms, resolved_ms }) => `${opened_ms - START}-${(resolved_ms ?? 0) - START}`,
      );
      return { states, told, outbox: await outboxOf(ledger) };
    }
    const backlog = [round(0n, START + 10_000), round(0n, START + 15_000), round(5n, START + 20_000)];

    it('write down the outage that a backlog tells of, and tell nobody', async () => {
      expect(await withPause(backlog)).toEqual({
        states: ['up 0-10', 'down 10-20', 'up 20-'],
        told: ['10000-20000'],
        outbox: [],
      });
    });

    it('do so piece by piece as well', async () => {
      const pieces = backlog.map((point) => [point]);
      const { states, told } = await withPause(...pieces);
      expect(told).toEqual(['10000-20000']);
      expect(states.at(0)).toBe('up 0-10');
      expect(states.at(-1)).toBe('up 20-');
      expect(states.slice(1, -1).every((text) => text.startsWith('down '))).toBe(true);
    });

    it('leave it as it is where all was well', async () => {
      const well = [10, 15, 20, 25].map((second) => round(5n, START + second * 1_000));
      expect((await withPause(well)).states).toEqual(['up 0-']);
    });

    it('do not doubt what somebody saw', async () => {
      expect((await withPause([round(0n, START + 4_000), round(0n, START + 5_000)])).states).toEqual([
        'up 0-',
      ]);
    });
  });
});
