/**
 * What follows from evidence, in one transaction: intervals, incidents, messages, and how far the ingest log has
 * been followed. Either all of it is in the ledger or none, and then it is tried again.
 */
import type { Logger } from 'pino';
import type { SubjectId, Transition } from '../model/state.ts';
import type { IncidentChange } from './incidents/incidents.ts';
import { applyTransition } from './incidents/incidents.ts';
import type { BatchIdentity } from './ingest/batch-identity.ts';
import { BatchMarks } from './ingest/batch-marks.ts';
import type { Batch } from './ingest/ingest.ts';
import { recordTransition } from './ledger/intervals.ts';
import type { Ledger, LedgerTransaction } from './ledger/ledger.ts';
import type { BatchMarkRecord } from './ledger/meta.ts';
import { forgetMark, writeMark, writeProgress } from './ledger/meta.ts';
import type { OutboxEntry } from './notify/outbox.ts';
import { enqueue } from './notify/outbox.ts';
import { isEvidence } from './state/evidence.ts';
import type { StateTracker } from './state/tracker.ts';

/** Without transitions the progress is written down this often: replaying a second of evidence costs nothing. */
const SAVE_EVERY_MS = 1_000;

export interface DecisionParts {
  readonly ledger: Ledger;
  readonly tracker: StateTracker;
  readonly position: number;
  /** As the ledger has them. */
  readonly marks: readonly BatchMarkRecord[];
  readonly siteOf: (subject: SubjectId) => string;
  /** Messages that an incident's change calls for. */
  readonly messagesFor: (change: IncidentChange) => OutboxEntry[];
  /** Told after the commit. */
  readonly onCommitted: (transitions: readonly Transition[], changes: readonly IncidentChange[]) => void;
  readonly now: () => number;
  readonly logger: Logger;
}

type SpoolName = Pick<BatchIdentity, 'agent' | 'epoch'>;

export class Decisions {
  readonly #parts: DecisionParts;
  #unrecorded: Transition[] = [];
  /** Those of what has been fed: ingest's own are ahead of it. */
  readonly #marks: BatchMarks;
  /** Marks that the ledger does not have as they are: by agent and epoch. */
  #changedMarks = new Map<string, SpoolName>();
  /** Seen, and known to be in the ledger. */
  #seenPosition: number;
  #position: number;
  #savedMs = 0;
  #saving: Promise<void> = Promise.resolve();
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

  async feed(batch: Batch): Promise<void> {
    if (batch.sequence <= this.#seenPosition) return;
    this.#seenPosition = batch.sequence;
    if (batch.head.mark) this.#mark(batch.head.mark);
    this.#unrecorded.push(...this.#parts.tracker.feed(batch.points.pointsOf(isEvidence), this.#parts.now()));
    if (this.#unrecorded.length > 0 || this.#parts.now() - this.#savedMs >= SAVE_EVERY_MS) await this.save();
  }

  #mark(identity: BatchIdentity): void {
    const { agent, epoch } = identity;
    const forgotten = this.#marks.add(identity);
    this.#changedMarks.set(`${agent} ${epoch}`, { agent, epoch });
    if (forgotten !== undefined) this.#changedMarks.set(`${agent} ${forgotten}`, { agent, epoch: forgotten });
  }

  async tick(): Promise<void> {
    this.#unrecorded.push(...this.#parts.tracker.tick(this.#parts.now()));
    if (this.#unrecorded.length > 0 || this.#position < this.#seenPosition) await this.save();
  }

  /** Writes down everything that has been decided. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#commit());
    return this.#saving;
  }

  async #commit(): Promise<void> {
    const { ledger, tracker, logger, now, onCommitted } = this.#parts;
    const transitions = this.#unrecorded;
    const changed = this.#changedMarks;
    // As they are now: what is fed while the transaction runs lies behind the position that it writes.
    const marks = [...changed.values()].map((name) => ({ ...name, taken: String(this.#marks.ranges(name)) }));
    const position = this.#seenPosition;
    this.#unrecorded = [];
    this.#changedMarks = new Map();
    try {
      const changes = await ledger.transaction().execute(async (transaction) => {
        const incidents = await this.#record(transaction, transitions);
        for (const mark of marks) await (mark.taken === '' ? forgetMark : writeMark)(transaction, mark);
        await writeProgress(transaction, { position, evidenceMs: tracker.evidenceMs });
        return incidents;
      });
      this.#position = position;
      this.#failing = false;
      this.#savedMs = now();
      this.#log(transitions, changes);
      if (transitions.length > 0) onCommitted(transitions, changes);
    } catch (error) {
      this.#failing = true;
      // Kept for the next attempt: the ingest log holds the evidence until the position has passed it.
      this.#unrecorded = [...transitions, ...this.#unrecorded];
      this.#changedMarks = new Map([...changed, ...this.#changedMarks]);
      logger.error({ err: error, transitions: transitions.length }, 'ledger: cannot write, trying again');
    }
  }

  async #record(
    transaction: LedgerTransaction,
    transitions: readonly Transition[],
  ): Promise<IncidentChange[]> {
    const changes: IncidentChange[] = [];
    for (const transition of transitions) {
      await recordTransition(transaction, transition);
      const change = await applyTransition(transaction, transition, this.#parts.siteOf(transition.subject));
      if (!change) continue;
      changes.push(change);
      for (const entry of this.#parts.messagesFor(change))
        await enqueue(transaction, entry, this.#parts.now());
    }
    return changes;
  }

  #log(transitions: readonly Transition[], changes: readonly IncidentChange[]): void {
    for (const { subject, from, to, atMs, decidedMs } of transitions) {
      this.#parts.logger.info(
        { subject, from, to, at: new Date(atMs).toISOString(), lateMs: decidedMs - atMs },
        'state changed',
      );
    }
    for (const { event, incident } of changes) {
      this.#parts.logger.info({ incident: incident.id, subject: incident.subject }, `incident ${event}`);
    }
  }
}
