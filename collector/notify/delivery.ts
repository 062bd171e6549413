/**
 * Delivers what is in the outbox until it succeeds or is given up as dead. At least once: a crash between delivery
 * and its note repeats a message, which its idempotency key lets the receiver see. Each medium has turns of its own,
 * so that one that hangs does not keep the others waiting.
 */
import type { Logger } from 'pino';
import type { Medium } from '../../model/medium.ts';
import { CHANNELS_OF, MEDIA } from '../../model/medium.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { filesOfRun } from '../ledger/report-runs.ts';
import type { OutboxRecord } from '../ledger/schema.ts';
import type { Channel } from './channels/channel.ts';
import { DeliveryError } from './channels/channel.ts';
import { OUTBOX_DEAD } from './dead-letters.ts';
import { fallBack, passOn } from './fallback.ts';
import { reasonOfFailure } from './reason.ts';
import { sendWithin } from './send-within.ts';

/** After these waits, and then dead: a little under two days. Milliseconds. */
const RETRY_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000, 12 * 3_600_000, 24 * 3_600_000];
/** Waits are spread by this part of themselves: what failed together is not tried again together. */
const JITTER = 0.2;
/** How often the outbox is looked at without being woken. */
const LOOK_EVERY_MS = 5_000;
/** An attempt that takes longer has failed. */
const ATTEMPT_MS = 60_000;
/** At the end, an attempt that takes longer is made again at the next start. */
const STOP_GRACE_MS = 5_000;
/** Attempts at a time in one medium: a few messages that hang leave room for others. */
const AT_ONCE = 4;

export interface DeliveryParts {
  readonly ledger: Ledger;
  /** Those that are in use now. */
  readonly channels: () => readonly Channel[];
  readonly logger: Logger;
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  /** Failed attempts after which the message goes by another medium besides. */
  readonly fallbackAfter: () => number;
  /** How many there are that will not be tried again, and why the last of them; told at the start and at each change. */
  readonly onDead: (count: number, reason: string) => void;
  readonly attemptMs?: number;
}

export class OutboxDelivery {
  readonly #parts: DeliveryParts;
  /** Ids of the messages under way, by medium. */
  readonly #underWay: ReadonlyMap<Medium, Map<number, Promise<void>>>;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #woken = false;
  #stopped = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#underWay = new Map(MEDIA.map((medium) => [medium, new Map()]));
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
    void this.countDead().catch((error) => this.#failed(error));
    void this.resume();
  }

  /** By what messages can go. */
  get media(): readonly Medium[] {
    return MEDIA.filter((medium) => this.#channelsOf(medium).length > 0);
  }

  #channelsOf(medium: Medium): Channel[] {
    const channels = this.#parts.channels();
    return CHANNELS_OF[medium].flatMap((kind) => channels.find((channel) => channel.kind === kind) ?? []);
  }

  /** Channels may have come or gone: what waits for one that is gone goes by another. */
  async resume(): Promise<void> {
    const { ledger, now } = this.#parts;
    try {
      const { media } = this;
      await ledger.transaction().execute((transaction) => passOn(transaction, media, now()));
    } catch (error) {
      this.#failed(error);
    }
    this.wake();
  }

  /** There may be something new. */
  wake(): void {
    if (this.#woken || this.#stopped) return;
    this.#woken = true;
    this.#looking = this.#looking
      .then(async () => {
        this.#woken = false;
        for (const medium of this.media) await this.#take(medium);
      })
      .catch((error) => this.#failed(error));
  }

  #failed(error: unknown): void {
    this.#parts.logger.error({ err: error }, 'outbox: cannot be read or written');
  }

  /** Begins with what is due, as many as there is room for, one at a time of an incident to a person. */
  async #take(medium: Medium): Promise<void> {
    const { ledger, now } = this.#parts;
    const underWay = this.#underWay.get(medium);
    if (!underWay || underWay.size >= AT_ONCE || this.#stopped) return;
    // Never empty: no dialect but SQLite's takes an empty list.
    const busy = [-1, ...underWay.keys()];
    const due = await ledger
      .selectFrom('outbox')
      .selectAll()
      .where('status', '=', 'pending')
      .where('due_ms', '<=', now())
      .where('medium', '=', medium)
      .where('id', 'not in', busy)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('outbox as before')
              .select('before.id')
              .whereRef('before.thread', '=', 'outbox.thread')
              .whereRef('before.recipient', '=', 'outbox.recipient')
              .where('before.id', 'in', busy),
          ),
        ),
      )
      .orderBy('id')
      .limit(AT_ONCE - underWay.size)
      .execute();
    for (const row of withoutSameThread(due)) {
      if (this.#stopped) return;
      const delivered = this.#deliver(row)
        .catch((error) => this.#failed(error))
        .finally(() => {
          underWay.delete(row.id);
          this.wake();
        });
      underWay.set(row.id, delivered);
    }
  }

  async #deliver(row: OutboxRecord): Promise<void> {
    const { ledger, logger, now } = this.#parts;
    try {
      await this.#attempt(row);
    } catch (error) {
      await this.#postpone(row, error);
      return;
    }
    const done = {
      status: 'delivered',
      delivered_ms: now(),
      attempts: row.attempts + 1,
      last_error: null,
    } as const;
    await ledger.transaction().execute(async (transaction) => {
      await transaction.updateTable('outbox').set(done).where('id', '=', row.id).execute();
      // The same message by another medium is no longer needed, whichever of them came through.
      await transaction
        .updateTable('outbox')
        .set({ status: 'withdrawn' })
        .where('status', '=', 'pending')
        .where((where) =>
          where.or([where('fallback_of', '=', row.id), where('id', '=', row.fallback_of ?? -1)]),
        )
        .execute();
    });
    logger.info(
      { outbox: row.id, incident: row.incident, medium: row.medium, person: row.person },
      'notification delivered',
    );
  }

  /** Each attempt by the next of the medium's channels: another gateway may take what one does not. */
  async #attempt(row: OutboxRecord): Promise<void> {
    const channels = this.#channelsOf(row.medium);
    const channel = channels[row.attempts % channels.length];
    if (!channel) throw new Error(`no channel for ${row.medium}`);
    const { recipient, subject, text, html, thread, idempotency_key: idempotencyKey } = row;
    const files = row.report_run === null ? [] : await filesOfRun(this.#parts.ledger, row.report_run);
    const delivery = {
      ...{ recipient, subject, text, html: html ?? undefined, thread, idempotencyKey },
      ...(files.length > 0 ? { attachments: files } : {}),
    };
    const limit = AbortSignal.timeout(this.#parts.attemptMs ?? ATTEMPT_MS);
    await sendWithin(channel, delivery, () => {}, AbortSignal.any([limit, this.#ending.signal]));
  }

  async #postpone(row: OutboxRecord, error: unknown): Promise<void> {
    const { ledger, logger, now, random, fallbackAfter } = this.#parts;
    const reason = reasonOfFailure(error);
    const attempts = row.attempts + 1;
    const waitMs = error instanceof DeliveryError && error.permanent ? undefined : RETRY_MS[row.attempts];
    const isDead = waitMs === undefined;
    const nowMs = now();
    await ledger.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('outbox')
        .set({
          ...(isDead
            ? { status: 'dead' as const }
            : { due_ms: nowMs + Math.round(waitMs * (1 + JITTER * (2 * random() - 1))) }),
          attempts,
          last_error: reason,
        })
        // It may have been withdrawn meanwhile.
        .where('id', '=', row.id)
        .where('status', '=', 'pending')
        .execute();
      if (!isDead && attempts < fallbackAfter()) return;
      await fallBack(transaction, row, this.media, nowMs);
    });
    logger[isDead ? 'error' : 'warn'](
      { outbox: row.id, incident: row.incident, person: row.person, attempts, reason },
      'notification not delivered',
    );
    if (isDead) await this.countDead();
  }

  /** Tells how many there are that will not be tried again; those about dead messages themselves do not count. */
  async countDead(): Promise<void> {
    const { ledger, onDead } = this.#parts;
    const dead = await ledger
      .selectFrom('outbox')
      .leftJoin('incident', 'incident.id', 'outbox.incident')
      .select(['outbox.person', 'outbox.medium', 'outbox.last_error'])
      .where('outbox.status', '=', 'dead')
      .where((where) =>
        where.or([where('outbox.incident', 'is', null), where('incident.kind', '!=', OUTBOX_DEAD)]),
      )
      .orderBy('outbox.id', 'desc')
      .execute();
    const [last] = dead;
    onDead(dead.length, last ? `${last.person}, ${last.medium}: ${last.last_error ?? '-'}` : '');
  }

  /** Ends after the messages under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    const grace = setTimeout(() => this.#ending.abort(), STOP_GRACE_MS);
    await this.#looking;
    for (const underWay of this.#underWay.values()) await Promise.all(underWay.values());
    clearTimeout(grace);
  }
}

/** The first of each thread to each address: what is told later does not overtake it. */
function withoutSameThread(rows: readonly OutboxRecord[]): OutboxRecord[] {
  const seen = new Set<string>();
  return rows.filter(({ thread, recipient }) => {
    const key = `${thread} ${recipient}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
