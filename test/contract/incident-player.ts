/** Plays a history through the real engine into a real ledger. */
import { CauseWatch } from '../../collector/causes/watch.ts';
import { Decisions } from '../../collector/decisions.ts';
import { DEFAULT_OUTAGE_POLICY } from '../../collector/incidents/outages.ts';
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
import { silent } from '../unit/agent/silent-logger.ts';
import type { Step } from './incident-histories.ts';
import { inOrder, pointOf, SITES, START, SUBJECTS, UPSTREAM } from './incident-histories.ts';

const ROUND_MS = 5_000;
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

/** A collector's deciding part, with an ingest log that survives it. */
export class Player {
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

/** @param copies how often each measurement arrives. */
export async function play(steps: readonly Step[], copies = 1): Promise<Player> {
  const player = await Player.start();
  for (const step of steps) await player.play(step, copies);
  await player.settle();
  return player;
}
