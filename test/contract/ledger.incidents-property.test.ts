/** Random histories through the real engine into a real ledger, with people, copies and crashes among them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CauseWatch } from '../../collector/causes/watch.ts';
import { Decisions } from '../../collector/decisions.ts';
import { DEFAULT_OUTAGE_POLICY, OUTAGE } from '../../collector/incidents/outages.ts';
import type { Act } from '../../collector/incidents/people.ts';
import {
  acknowledge,
  assign,
  type comment,
  correctCause,
  merge,
  openManual,
  resolve,
  unmerge,
} from '../../collector/incidents/people.ts';
import { IncidentRefusal } from '../../collector/incidents/refusal.ts';
import type { Batch } from '../../collector/ingest/ingest.ts';
import { intervalsBetween, openIntervals, recordTransition } from '../../collector/ledger/intervals.ts';
import type { Ledger, LedgerTransaction } from '../../collector/ledger/ledger.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { readMarks, readProgress } from '../../collector/ledger/meta.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { MaintenancePlan } from '../../collector/maintenance/plan.ts';
import { StateTracker } from '../../collector/state/tracker.ts';
import type { Point } from '../../model/point.ts';
import { blockOf } from '../../model/point-block.ts';
import type { SubjectId } from '../../model/state.ts';
import { isOutage } from '../../model/state.ts';
import { silent } from '../unit/agent/silent-logger.ts';

const START = 1_000_000_000;
const ROUND_MS = 5_000;
const SITES = ['hub', 'a', 'b', 'alone'] as const;
const SUBJECTS = SITES.map((site): SubjectId => `site:${site}`);
/** Three in a row, and one for itself. */
const UPSTREAM = new Map<SubjectId, SubjectId>([
  ['site:a', 'site:hub'],
  ['site:b', 'site:a'],
]);
const limitsOf = () => ({ failedRounds: 3, poorRounds: 3, fineRounds: 3, silenceMs: 30_000 });
const PLAN = new MaintenancePlan(
  {
    units: [],
    sites: SITES.map((id) => ({
      ...{
        id,
        shortName: id,
        name: id,
        class: 'commune',
        unit: 'u',
        upstream: undefined,
        address: '127.0.0.1',
      },
      ...{ gateway: undefined, coreAddress: undefined, latitude: undefined, longitude: undefined },
    })),
    devices: [],
    lines: [],
    rooms: [],
  },
  [],
);

type Outcome = 'fine' | 'poor' | 'failed' | 'refuted';

type Step =
  | { readonly kind: 'rounds'; readonly outcomes: readonly (Outcome | undefined)[]; readonly order: number }
  | { readonly kind: 'silence'; readonly ms: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'crash' }
  | { readonly kind: 'person'; readonly act: number; readonly on: number; readonly other: number };

const outcome = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Outcome>('fine') },
  { weight: 3, arbitrary: fc.constantFrom<Outcome>('refuted', 'failed', 'poor') },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const rounds = fc.record({
  kind: fc.constant('rounds' as const),
  outcomes: fc.array(outcome, { minLength: SITES.length, maxLength: SITES.length }),
  order: fc.nat(23),
});
const happening: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: rounds },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('silence' as const),
      ms: fc.integer({ min: 1_000, max: 1_200_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'tick' as const }) },
);
const crash = { weight: 2, arbitrary: fc.constant({ kind: 'crash' as const }) };
const person = {
  weight: 3,
  arbitrary: fc.record({
    kind: fc.constant('person' as const),
    act: fc.nat(6),
    on: fc.nat(5),
    other: fc.nat(5),
  }),
};

function pointOf(site: string, outcome: Outcome, timeMs: number): Point {
  const answered = outcome === 'fine' || outcome === 'poor';
  const fields = {
    packets_transmitted: 5n,
    packets_received: answered ? 5n : 0n,
    percent_packet_loss: outcome === 'poor' ? 40 : 0,
    confirmed: outcome === 'refuted',
  };
  return { measurement: 'ping', tags: { role: 'reach', site }, fields, timeMs };
}

/** Of the same things in any order: the n-th of their orders. */
function inOrder<T>(things: readonly T[], order: number): T[] {
  const left = [...things];
  const found: T[] = [];
  for (let rest = order; left.length > 0; rest = Math.floor(rest / Math.max(1, left.length)))
    found.push(...left.splice(rest % left.length, 1));
  return found;
}

/** A collector's deciding part, with an ingest log that survives it. */
class Player {
  readonly ledger: Ledger;
  readonly #log: Batch[] = [];
  #nowMs = START;
  #decisions!: Decisions;
  tracker!: StateTracker;

  private constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  static async start(): Promise<Player> {
    const player = new Player(await openLedger(sqliteDialect(':memory:')));
    await player.ledger.transaction().execute(async (transaction) => {
      for (const subject of SUBJECTS) {
        const unknown = { subject, from: 'unknown', to: 'unknown', atMs: START, decidedMs: START } as const;
        await recordTransition(transaction, { ...unknown, proof: undefined });
      }
    });
    await player.#begin();
    return player;
  }

  /** As the collector does when it starts; what was only in memory is gone. */
  async #begin(): Promise<void> {
    const { ledger } = this;
    const progress = await readProgress(ledger);
    this.tracker = new StateTracker({
      limitsOf,
      quality: { lossPercent: 10, jitterMs: 50, rttMs: 400 },
      subjects: SUBJECTS,
      upstream: UPSTREAM,
      resumed: await openIntervals(ledger),
      evidenceMs: progress.evidenceMs,
      nowMs: this.#nowMs,
    });
    const causes = new CauseWatch({ agentSites: new Map(), routers: new Set() });
    await causes.resume(ledger, this.#nowMs);
    this.#decisions = new Decisions({
      ledger,
      tracker: this.tracker,
      causes,
      plan: PLAN,
      watchers: [],
      policy: DEFAULT_OUTAGE_POLICY,
      late: { limitsOf, upstream: UPSTREAM, windowMs: 15_000, siteOf: (subject) => subject.slice(5) },
      position: progress.position,
      marks: await readMarks(ledger),
      siteOf: (subject) => subject.slice(5),
      messagesFor: ({ event, incident, atMs }) =>
        event !== 'opened' && event !== 'resolved'
          ? []
          : [
              {
                idempotency_key: `${incident.id}-${event}-${atMs}`,
                ...{ incident: incident.id, person: 'p', medium: 'mail', recipient: 'p', thread: 't' },
                ...{ subject: event, text: '' },
              },
            ],
      onCommitted: () => {},
      now: () => this.#nowMs,
      logger: silent,
    });
    for (const batch of this.#log) await this.#decisions.feed(batch);
  }

  async play(step: Step, copies: number): Promise<void> {
    switch (step.kind) {
      case 'rounds': {
        this.#nowMs += ROUND_MS;
        const seen = SITES.flatMap((site, index) => {
          const outcome = step.outcomes[index];
          return outcome === undefined ? [] : [pointOf(site, outcome, this.#nowMs - 1_000)];
        });
        // One batch each: a crash may fall between them.
        for (const point of inOrder(seen, step.order))
          for (let copy = 0; copy < copies; copy++) await this.#feed(point);
        return;
      }
      case 'silence':
        this.#nowMs += step.ms;
        return this.#decisions.tick();
      case 'tick':
        this.#nowMs += 2_000;
        return this.#decisions.tick();
      case 'crash':
        return this.#begin();
      case 'person':
        return this.#person(step);
    }
  }

  async #feed(point: Point): Promise<void> {
    const sequence = this.#log.length + 1;
    const head = { receivedMs: this.#nowMs, precision: 'ns' } as const;
    const batch: Batch = { sequence, head, points: blockOf([point]) };
    this.#log.push(batch);
    await this.#decisions.feed(batch);
  }

  async #person({ act, on, other }: { act: number; on: number; other: number }): Promise<void> {
    this.#nowMs += 500;
    const by: Act = { author: 'somebody', nowMs: this.#nowMs, text: 'why' };
    const id = on + 1;
    const acts: ((ledger: LedgerTransaction) => ReturnType<typeof comment>)[] = [
      (ledger) => acknowledge(ledger, id, by),
      (ledger) => assign(ledger, id, 'somebody', by),
      (ledger) => correctCause(ledger, id, 'line', by),
      (ledger) => resolve(ledger, id, by),
      (ledger) => merge(ledger, id, other + 1, by),
      (ledger) => unmerge(ledger, id, by),
      (ledger) =>
        openManual(
          ledger,
          { subject: 'site:a', site: 'a', severity: 'info', title: 't', atMs: this.#nowMs },
          by,
        ),
    ];
    try {
      await this.#decisions.act((ledger) => acts[act]?.(ledger) ?? Promise.resolve([]));
    } catch (error) {
      if (!(error instanceof IncidentRefusal)) throw error;
    }
  }

  /** What is held back for word of an upstream is said. */
  async settle(): Promise<void> {
    for (let second = 0; second < 3; second++) await this.play({ kind: 'tick' }, 1);
    await this.#decisions.save();
  }

  intervals(subject: SubjectId) {
    return intervalsBetween(this.ledger, subject, -1e15, 1e15);
  }

  incidents() {
    return this.ledger.selectFrom('incident').selectAll().orderBy('id').execute();
  }
}

async function expectWhole(player: Player): Promise<void> {
  const { ledger, tracker } = player;
  const incidents = await player.incidents();
  const open = incidents.filter(({ resolved_ms }) => resolved_ms === null);
  const openOf = open.map(({ subject, kind }) => `${kind} ${subject}`);
  expect(openOf).toEqual([...new Set(openOf)]);
  for (const { opened_ms, resolved_ms, merged_into, id } of incidents) {
    if (resolved_ms !== null) expect(resolved_ms).toBeGreaterThanOrEqual(opened_ms);
    // Part of another, and that of none that is part of it.
    const seen = new Set([id]);
    for (
      let next = merged_into;
      next !== null;
      next = incidents.find((one) => one.id === next)?.merged_into ?? null
    ) {
      expect(seen).not.toContain(next);
      seen.add(next);
    }
  }
  for (const subject of SUBJECTS) {
    const intervals = await player.intervals(subject);
    expect(intervals.at(-1)).toMatchObject({ state: tracker.get(subject)?.state, toMs: undefined });
    for (const [index, { state, fromMs, toMs, incident }] of intervals.entries()) {
      const next = intervals[index + 1];
      if (next) expect(toMs).toBe(next.fromMs);
      if (state !== 'down') continue;
      // No outage without an incident that tells of its beginning.
      const told = incidents.some(
        (one) =>
          one.kind === OUTAGE &&
          (one.id === incident || one.subject === subject) &&
          one.opened_ms <= fromMs &&
          (one.resolved_ms === null || one.resolved_ms >= fromMs),
      );
      expect([subject, fromMs - START, told]).toEqual([subject, fromMs - START, true]);
    }
  }
  const affected = await ledger
    .selectFrom('incident_affected')
    .selectAll()
    .where('to_ms', 'is', null)
    .execute();
  for (const { subject } of affected) expect(tracker.get(subject)?.state).toBe('unreachable');
  const entries = await ledger.selectFrom('incident_event').selectAll().orderBy('id').execute();
  for (const { id } of incidents) {
    const own = entries.filter(({ incident }) => incident === id);
    const recorded = own.map(({ recorded_ms }) => recorded_ms);
    expect(recorded).toEqual(recorded.toSorted((one, other) => Number(one) - Number(other)));
    expect(own.filter(({ event }) => event === 'opened')).toHaveLength(1);
    expect(own[0]?.event).toBe('opened');
  }
  const told = await ledger.selectFrom('outbox').select('incident').where('subject', '=', 'opened').execute();
  expect(told).toHaveLength(new Set(told.map(({ incident }) => incident)).size);
}

async function play(steps: readonly Step[], copies = 1): Promise<Player> {
  const player = await Player.start();
  for (const step of steps) await player.play(step, copies);
  await player.settle();
  return player;
}

/** What people would see of a history, without numbers that only order gives. */
async function outcomeOf(player: Player) {
  const intervals = await Promise.all(SUBJECTS.map((subject) => player.intervals(subject)));
  const incidents = await player.incidents();
  return {
    states: intervals.map((some) =>
      some.map(({ state, fromMs, toMs, upstream }) => ({ state, fromMs, toMs, upstream })),
    ),
    incidents: incidents.map(({ subject, kind, opened_ms, resolved_ms, merged_into }) => ({
      ...{ subject, kind, opened_ms, resolved_ms, isMerged: merged_into !== null },
    })),
  };
}

/** Behind a line that is cut nothing answers. Long enough for what follows to be another matter. */
function roundsOfPhase(cut: readonly string[]): Extract<Step, { kind: 'rounds' }>[] {
  const answers = (subject: SubjectId): boolean => {
    const above = UPSTREAM.get(subject);
    return !cut.includes(subject.slice(5)) && (above === undefined || answers(above));
  };
  const outcomes = SUBJECTS.map((subject): Outcome => (answers(subject) ? 'fine' : 'refuted'));
  return Array.from({ length: 5 }, () => ({ kind: 'rounds', outcomes, order: 0 }));
}

/** What is so at the end. */
async function standingsOf(player: Player) {
  const open = await openIntervals(player.ledger);
  return open
    .map(({ subject, state, upstream }) => ({ subject, state, upstream }))
    .sort((one, other) => one.subject.localeCompare(other.subject));
}

describe('incidents of any history', () => {
  it('tell of every outage, once, in order, whoever acts and whenever the collector is killed', async () => {
    const steps = fc.array(fc.oneof({ weight: 16, arbitrary: happening }, crash, person), {
      minLength: 10,
      maxLength: 45,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const player = await play(some);
        await expectWhole(player);
        await player.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });

  it('are open for what is down and for what flaps, and for nothing else, where nobody acts', async () => {
    const steps = fc.array(fc.oneof({ weight: 16, arbitrary: happening }, crash), {
      minLength: 10,
      maxLength: 45,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const player = await play(some);
        await expectWhole(player);
        const open = (await player.incidents()).filter(({ resolved_ms }) => resolved_ms === null);
        for (const subject of SUBJECTS) {
          const own = open.find((incident) => incident.subject === subject);
          const state = player.tracker.get(subject)?.state ?? 'unknown';
          if (state === 'down') expect(own).toBeDefined();
          if (own && own.flapping_ms === null)
            expect([isOutage(state) || state === 'unknown', subject]).toEqual([true, subject]);
        }
        await player.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });

  it('are the same when every measurement arrives three times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 40, size: 'max' }), async (some) => {
        const [once, thrice] = [await play(some), await play(some, 3)];
        expect(await outcomeOf(thrice)).toEqual(await outcomeOf(once));
        await once.ledger.destroy();
        await thrice.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });

  it('are the same in whatever order the measurements of a round arrive, when lines are cut and mended', async () => {
    const cuts = fc.array(fc.subarray([...SITES]), { minLength: 3, maxLength: 6, size: 'max' });
    const orders = fc.array(fc.nat(23), { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, orders, async (phases, order) => {
        const steps = phases.flatMap(roundsOfPhase);
        const shuffled = steps.map((step, index) => ({ ...step, order: order[index % order.length] ?? 0 }));
        const [one, two] = [await play(steps), await play(shuffled)];
        expect(await standingsOf(two)).toEqual(await standingsOf(one));
        const told = async (player: Player) =>
          (await player.incidents())
            .filter(({ merged_into }) => merged_into === null)
            .map(({ subject, opened_ms, resolved_ms }) => [subject, opened_ms, resolved_ms].join(' '))
            .sort();
        expect(await told(two)).toEqual(await told(one));
        await one.ledger.destroy();
        await two.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });
});
