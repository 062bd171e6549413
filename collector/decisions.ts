/**
 * What follows from evidence, in one transaction: intervals, incidents, messages, and how far the ingest log has
 * been followed. Either all of it is in the ledger or none, and then it is tried again.
 */
import type { Logger } from 'pino';
import type { AlarmChange } from '../model/incident.ts';
import type { PointBlock } from '../model/point-block.ts';
import type { Evidence, SubjectId, Transition } from '../model/state.ts';
import type { CauseWatch } from './causes/watch.ts';
import { writeGathered } from './causes/watch.ts';
import { applyAlarm } from './incidents/alarms.ts';
import type { IncidentChange } from './incidents/incidents.ts';
import type { OutagePolicy } from './incidents/outages.ts';
import { applyTransition, settleFlapping } from './incidents/outages.ts';
import type { BatchIdentity } from './ingest/batch-identity.ts';
import { BatchMarks } from './ingest/batch-marks.ts';
import type { Batch } from './ingest/ingest.ts';
import type { LateParts } from './late-evidence.ts';
import { applyLateEvidence } from './late-evidence.ts';
import { recordTransition } from './ledger/intervals.ts';
import type { Ledger, LedgerTransaction } from './ledger/ledger.ts';
import type { BatchMarkRecord } from './ledger/meta.ts';
import { forgetMark, writeMark, writeProgress } from './ledger/meta.ts';
import type { MaintenancePlan } from './maintenance/plan.ts';
import { findOverdue, isUntold, markPlanned } from './maintenance/planned.ts';
import type { OutboxEntry } from './notify/outbox.ts';
import { enqueue, STALE_HOLD_MS, withdraw, withdrawHeld } from './notify/outbox.ts';
import { isEvidence } from './state/evidence.ts';
import type { StateTracker } from './state/tracker.ts';
import type { Unseen } from './state/unseen.ts';

/** Without transitions the progress is written down this often: replaying a second of evidence costs nothing. */
const SAVE_EVERY_MS = 1_000;
/** How often it is seen whether what flaps has settled. */
const SETTLE_EVERY_MS = 10_000;

/** Raises alarms from what arrives and from time passing. */
export interface Watcher {
  feed(points: PointBlock, agent: string | undefined, nowMs: number): AlarmChange[];
  tick(nowMs: number): AlarmChange[];
}

export interface DecisionParts {
  readonly ledger: Ledger;
  readonly tracker: StateTracker;
  readonly causes: CauseWatch;
  readonly plan: MaintenancePlan;
  readonly watchers: readonly Watcher[];
  readonly policy: OutagePolicy;
  readonly late: LateParts;
  readonly position: number;
  /** As the ledger has them. */
  readonly marks: readonly BatchMarkRecord[];
  readonly siteOf: (subject: SubjectId) => string;
  /** Messages that an incident's change calls for. */
  readonly messagesFor: (
    change: IncidentChange,
    ledger: LedgerTransaction,
    nowMs: number,
  ) => OutboxEntry[] | Promise<OutboxEntry[]>;
  /** Told after the commit. */
  readonly onCommitted: (transitions: readonly Transition[], changes: readonly IncidentChange[]) => void;
  readonly now: () => number;
  readonly logger: Logger;
}

type SpoolName = Pick<BatchIdentity, 'agent' | 'epoch'>;

/** What has been decided and is not in the ledger yet. */
interface Pending {
  transitions: Transition[];
  late: Evidence[];
  /** By pause: what was said of it last is all that is known of it. */
  unseen: Map<Unseen['gap'], Unseen>;
  alarms: AlarmChange[];
  /** Spools whose marks are not in the ledger as they are: by agent and epoch. */
  marks: Map<string, SpoolName>;
}

const nothing = (): Pending => ({
  transitions: [],
  late: [],
  unseen: new Map(),
  alarms: [],
  marks: new Map(),
});

export class Decisions {
  readonly #parts: DecisionParts;
  #pending = nothing();
  /** Those of what has been fed: ingest's own are ahead of it. */
  readonly #marks: BatchMarks;
  /** Seen, and known to be in the ledger. */
  #seenPosition: number;
  #position: number;
  #savedMs = 0;
  #settledMs = 0;
  #saving: Promise<void> = Promise.resolve();
  /** Asked for and not begun. */
  #nextSave: Promise<void> | undefined;
  #failing = false;

  constructor(parts: DecisionParts) {
    this.#parts = parts;
    this.#marks = new BatchMarks(parts.marks);
    this.#position = parts.position;
    this.#seenPosition = parts.position;
  }

  /** Number of the last batch of the ingest log that the ledger has followed. */
  get position(): number {
    return this.#position;
  }

  /** The latest attempt to write to the ledger failed. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Decides what a batch leads to at once; resolves when that is in the ledger, where it has to be there soon. */
  async feed(batch: Batch): Promise<void> {
    if (batch.sequence <= this.#seenPosition) return;
    const { tracker, causes, watchers, now } = this.#parts;
    const { mark } = batch.head;
    const nowMs = now();
    this.#seenPosition = batch.sequence;
    if (mark) this.#mark(mark);
    const { transitions, late, unseen } = tracker.feed(batch.points.pointsOf(isEvidence), nowMs);
    this.#pending.transitions.push(...transitions);
    this.#pending.late.push(...late);
    for (const pause of unseen) this.#pending.unseen.set(pause.gap, pause);
    causes.feed(batch.points.pointsOf(causes.wants));
    for (const watcher of watchers) {
      this.#pending.alarms.push(...watcher.feed(batch.points, mark?.agent, nowMs));
    }
    if (this.#urgent || nowMs - this.#savedMs >= SAVE_EVERY_MS) await this.save();
  }

  #mark(identity: BatchIdentity): void {
    const { agent, epoch } = identity;
    const forgotten = this.#marks.add(identity);
    this.#pending.marks.set(`${agent} ${epoch}`, { agent, epoch });
    if (forgotten !== undefined)
      this.#pending.marks.set(`${agent} ${forgotten}`, { agent, epoch: forgotten });
  }

  async tick(): Promise<void> {
    const { tracker, watchers, now } = this.#parts;
    const nowMs = now();
    this.#pending.transitions.push(...tracker.tick(nowMs));
    for (const watcher of watchers) this.#pending.alarms.push(...watcher.tick(nowMs));
    const isSettleTime = nowMs - this.#settledMs >= SETTLE_EVERY_MS;
    if (this.#urgent || isSettleTime || this.#position < this.#seenPosition) await this.save();
  }

  get #urgent(): boolean {
    return this.#pending.transitions.length > 0 || this.#pending.alarms.length > 0;
  }

  /** Writes down everything that has been decided: one transaction for all that is decided until it begins. */
  save(): Promise<void> {
    if (this.#nextSave) return this.#nextSave;
    this.#nextSave = this.#saving.then(async () => {
      // What became durable together is decided together.
      await new Promise((resolve) => setImmediate(resolve));
      this.#nextSave = undefined;
      await this.#commit();
    });
    this.#saving = this.#nextSave;
    return this.#nextSave;
  }

  /**
   * Does what somebody wants with incidents, in one transaction together with the messages that follow from it, and
   * behind what is being written down.
   * @throws what the operation throws; then nothing has changed.
   */
  act(
    operation: (transaction: LedgerTransaction) => Promise<IncidentChange[]>,
  ): Promise<readonly IncidentChange[]> {
    const acting = this.#saving.then(async () => {
      const changes = await this.#parts.ledger.transaction().execute(async (transaction) => {
        const made = await operation(transaction);
        await this.#enqueue(transaction, made);
        return made;
      });
      this.#tell([], changes);
      return changes;
    });
    this.#saving = acting.then(
      () => {},
      () => {},
    );
    return acting;
  }

  /** After the commit. */
  #tell(transitions: readonly Transition[], changes: readonly IncidentChange[]): void {
    const { causes, onCommitted } = this.#parts;
    for (const change of changes) causes.note(change);
    this.#log(transitions, changes);
    if (transitions.length > 0 || changes.length > 0) onCommitted(transitions, changes);
  }

  async #commit(): Promise<void> {
    const { ledger, tracker, causes, logger, now } = this.#parts;
    const pending = this.#pending;
    this.#pending = nothing();
    const gathered = causes.take();
    // As they are now: what is fed while the transaction runs lies behind the position that it writes.
    const marks = [...pending.marks.values()].map((name) => ({
      ...name,
      taken: String(this.#marks.ranges(name)),
    }));
    // What waits for word of an upstream is not in the ledger: after a crash it has to be seen again.
    const progress = tracker.holding
      ? undefined
      : { position: this.#seenPosition, evidenceMs: tracker.evidenceMs };
    try {
      const changes = await ledger.transaction().execute(async (transaction) => {
        const { plan } = this.#parts;
        const incidents = await markPlanned(
          transaction,
          await this.#record(transaction, pending),
          plan,
          now(),
        );
        incidents.push(...(await writeGathered(transaction, gathered, now())));
        await this.#enqueue(transaction, incidents);
        for (const mark of marks) await (mark.taken === '' ? forgetMark : writeMark)(transaction, mark);
        if (progress) await writeProgress(transaction, progress);
        return incidents;
      });
      if (progress) this.#position = progress.position;
      this.#failing = false;
      this.#savedMs = now();
      this.#tell(pending.transitions, changes);
    } catch (error) {
      this.#failing = true;
      // Kept for the next attempt: the ingest log holds the evidence until the position has passed it.
      this.#pending = {
        transitions: [...pending.transitions, ...this.#pending.transitions],
        late: [...pending.late, ...this.#pending.late],
        unseen: new Map([...pending.unseen, ...this.#pending.unseen]),
        alarms: [...pending.alarms, ...this.#pending.alarms],
        marks: new Map([...pending.marks, ...this.#pending.marks]),
      };
      causes.giveBack(gathered);
      const transitions = pending.transitions.length;
      logger.error({ err: error, transitions }, 'ledger: cannot write, trying again');
    }
  }

  async #record(transaction: LedgerTransaction, pending: Pending): Promise<IncidentChange[]> {
    const { policy, late, siteOf, now } = this.#parts;
    const changes: IncidentChange[] = [];
    for (const transition of pending.transitions) {
      await recordTransition(transaction, transition);
      const site = siteOf(transition.subject);
      const { stale = false } = transition;
      const made = await applyTransition(transaction, transition, site, policy);
      changes.push(...made.map((change) => ({ ...change, stale })));
    }
    for (const alarm of pending.alarms) {
      changes.push(...(await applyAlarm(transaction, alarm, siteOf(alarm.subject), policy.reopenMs)));
    }
    if (pending.late.length > 0) {
      const evidence = { late: pending.late, unseen: [...pending.unseen.values()] };
      changes.push(...(await applyLateEvidence(transaction, evidence, late, now())));
    }
    if (now() - this.#settledMs >= SETTLE_EVERY_MS) {
      changes.push(...(await settleFlapping(transaction, this.#upSince, now(), policy.flapping)));
      changes.push(...(await findOverdue(transaction, this.#parts.plan, now())));
      this.#settledMs = now();
    }
    return changes;
  }

  readonly #upSince = (subject: SubjectId): number | undefined => {
    const standing = this.#parts.tracker.get(subject);
    return standing?.state === 'up' || standing?.state === 'degraded' ? standing.sinceMs : undefined;
  };

  async #enqueue(transaction: LedgerTransaction, changes: readonly IncidentChange[]): Promise<void> {
    const { messagesFor, now } = this.#parts;
    for (const change of changes) {
      const { event, incident, stale } = change;
      const nowMs = now();
      if (event === 'merged') await withdraw(transaction, incident.id);
      if (isUntold(incident)) continue;
      // What was over before anybody was told of it is not told.
      if (event === 'resolved' && (await withdrawHeld(transaction, incident.id, nowMs))) continue;
      if (change.quiet) continue;
      const dueMs = stale ? nowMs + STALE_HOLD_MS : nowMs;
      for (const entry of await messagesFor(change, transaction, nowMs))
        await enqueue(transaction, entry, nowMs, dueMs);
    }
  }

  #log(transitions: readonly Transition[], changes: readonly IncidentChange[]): void {
    for (const { subject, from, to, atMs, decidedMs, upstream } of transitions) {
      this.#parts.logger.info(
        { subject, from, to, upstream, at: new Date(atMs).toISOString(), lateMs: decidedMs - atMs },
        'state changed',
      );
    }
    for (const { event, incident } of changes) {
      this.#parts.logger.info({ incident: incident.id, subject: incident.subject }, `incident ${event}`);
    }
  }
}
