/**
 * What is still to be delivered. Rows are written in the transaction of the event they tell of; delivery is
 * tried until it succeeds or is given up as dead. At least once: a crash between delivery and its note repeats
 * a message, which its idempotency key lets the receiver see.
 */
import type { Logger } from 'pino';
import type { Ledger, LedgerTransaction } from '../ledger/ledger.ts';
import type { NewOutboxRecord, OutboxRecord } from '../ledger/schema.ts';
import type { Channel } from './channels/channel.ts';

/** After these waits, and then dead: a little under two days. Milliseconds. */
const RETRY_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000, 12 * 3_600_000, 24 * 3_600_000];
/** How often the outbox is looked at without being woken. */
const LOOK_EVERY_MS = 5_000;
/** An attempt that takes longer has failed. */
const ATTEMPT_MS = 60_000;
/** Rows taken at a time. */
const BATCH_ROWS = 50;

export type OutboxEntry = Pick<
  NewOutboxRecord,
  'idempotency_key' | 'incident' | 'channel' | 'recipient' | 'subject' | 'text'
>;

/**
 * Writes a message down; one with the same key is there already and stays as it is.
 * @param dueMs not before.
 */
export async function enqueue(
  ledger: LedgerTransaction,
  entry: OutboxEntry,
  nowMs: number,
  dueMs = nowMs,
): Promise<void> {
  await ledger
    .insertInto('outbox')
    .values({
      ...entry,
      status: 'pending',
      attempts: 0,
      created_ms: nowMs,
      due_ms: dueMs,
      delivered_ms: null,
      last_error: null,
    })
    .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
    .execute();
}

/** How long old news waits for word that it is over. */
export const STALE_HOLD_MS = 60_000;

/**
 * Takes back messages about an incident that wait for word that it is over.
 * @returns whether there were any.
 */
export async function withdrawHeld(
  ledger: LedgerTransaction,
  incident: number,
  nowMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger
    .updateTable('outbox')
    .set({ status: 'withdrawn' })
    .where('incident', '=', incident)
    .where('status', '=', 'pending')
    .where('attempts', '=', 0)
    .where('due_ms', '>', nowMs)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Takes back what is still to be delivered about an incident: it is told of in another way. */
export async function withdraw(ledger: LedgerTransaction, incident: number): Promise<void> {
  await ledger
    .updateTable('outbox')
    .set({ status: 'withdrawn' })
    .where('incident', '=', incident)
    .where('status', '=', 'pending')
    .execute();
}

export class OutboxDelivery {
  readonly #ledger: Ledger;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #logger: Logger;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #delivering: Promise<void> = Promise.resolve();
  #woken = false;
  #stopped = false;

  constructor(options: { ledger: Ledger; channels: readonly Channel[]; logger: Logger; now: () => number }) {
    this.#ledger = options.ledger;
    this.#channels = new Map(options.channels.map((channel) => [channel.kind, channel]));
    this.#logger = options.logger;
    this.#now = options.now;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
    this.wake();
  }

  /** There may be something new. */
  wake(): void {
    if (this.#woken || this.#stopped || this.#channels.size === 0) return;
    this.#woken = true;
    this.#delivering = this.#delivering
      .then(() => {
        this.#woken = false;
        return this.#deliverDue();
      })
      .catch((error) => this.#logger.error({ err: error }, 'outbox: cannot be read or written'));
  }

  async #deliverDue(): Promise<void> {
    const due = await this.#ledger
      .selectFrom('outbox')
      .selectAll()
      .where('status', '=', 'pending')
      .where('due_ms', '<=', this.#now())
      .where(
        'channel',
        'in',
        [...this.#channels.values()].map((channel) => channel.kind),
      )
      .orderBy('id')
      .limit(BATCH_ROWS)
      .execute();
    for (const row of due) {
      if (this.#stopped) return;
      await this.#deliver(row);
    }
    if (due.length === BATCH_ROWS) this.wake();
  }

  async #deliver(row: OutboxRecord): Promise<void> {
    try {
      const message = {
        recipient: row.recipient,
        subject: row.subject,
        text: row.text,
        thread: `canhmang-incident-${row.incident}`,
        idempotencyKey: row.idempotency_key,
      };
      const attempt = { signal: AbortSignal.timeout(ATTEMPT_MS), step: () => {} };
      await this.#channels.get(row.channel)?.send(message, attempt);
      const done = {
        status: 'delivered',
        delivered_ms: this.#now(),
        attempts: row.attempts + 1,
        last_error: null,
      } as const;
      await this.#ledger.updateTable('outbox').set(done).where('id', '=', row.id).execute();
      this.#logger.info(
        { outbox: row.id, incident: row.incident, channel: row.channel },
        'notification delivered',
      );
    } catch (error) {
      await this.#postpone(row, error);
    }
  }

  async #postpone(row: OutboxRecord, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    const waitMs = RETRY_MS[row.attempts];
    const next =
      waitMs === undefined
        ? ({ status: 'dead' } as const)
        : ({ status: 'pending', due_ms: this.#now() + waitMs } as const);
    await this.#ledger
      .updateTable('outbox')
      .set({ ...next, attempts: row.attempts + 1, last_error: reason })
      .where('id', '=', row.id)
      .execute();
    const level = next.status === 'dead' ? 'error' : 'warn';
    this.#logger[level](
      { outbox: row.id, incident: row.incident, attempts: row.attempts + 1, reason },
      'notification not delivered',
    );
  }

  /** Ends after the message under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#delivering;
    for (const channel of this.#channels.values()) channel.close();
  }
}
