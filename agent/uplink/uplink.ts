/** Sends what the spool holds to the collector, newest first and then the backlog, each record until it is settled. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Logger } from 'pino';
import type { UplinkSettings } from '../../model/probe-settings.ts';
import { uplinkSchema } from '../../model/probe-settings.ts';
import type { CollectorAnswer, CollectorClient } from '../collector-client.ts';
import type { Timers } from '../scheduler.ts';
import { systemTimers } from '../scheduler.ts';
import type { SpooledBatch } from '../spool/batch.ts';
import type { Spool } from '../spool/spool.ts';
import { judge } from './answer.ts';
import { backoffMs, WATCHER_LIMIT_MS } from './backoff.ts';
import { BacklogPace } from './pace.ts';

const compress = promisify(gzip);

/** Uncompressed; keeps a batch within a few seconds of a 128 kbit/s line. */
const MAX_LIVE_BYTES = 256 * 1024;
/** Below this, compression costs more than it saves. */
const MIN_COMPRESS_BYTES = 300;
/** A batch that the collector makes nothing of is tried this often, a minute and more, before the others go on without it. */
const MAX_NOT_UNDERSTOOD = 8;
/** A longer `Retry-After` is a mistake, or an insult: nobody at the site could do anything about it. */
const MAX_RETRY_AFTER_MS = 600_000;

export interface UplinkOptions {
  readonly spool: Spool;
  readonly client: CollectorClient;
  readonly agentId: string;
  readonly logger: Logger;
  readonly timers?: Timers;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** 0 to 1. */
  readonly random?: () => number;
  readonly settings?: UplinkSettings;
}

export class Uplink {
  readonly #options: UplinkOptions;
  readonly #timers: Timers;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #pace: BacklogPace;
  /** Given by the spool and not settled: sent again as they are, so that they are recognised. */
  #live: SpooledBatch | undefined;
  #backlog: SpooledBatch | undefined;
  #stopped = false;
  #woken = false;
  #resume: () => void = () => {};
  #endPause: () => void = () => {};
  #failures = 0;
  /** Longest pause after a failure; `undefined`: as for any agent. */
  #limitMs: number | undefined;
  /** How often the collector made nothing of a batch. */
  readonly #notUnderstood = new WeakMap<SpooledBatch, number>();
  #running: Promise<void> | undefined;
  /** Lines that the collector refused for good, since the start. */
  refusedLines = 0;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
    this.#pace = new BacklogPace(options.settings ?? uplinkSchema.parse({}));
  }

  /** @param watchesOthers what it measures tells of other sites than its own: it looks for the collector more often. */
  configure(settings: UplinkSettings, watchesOthers = false): void {
    this.#pace.configure(settings);
    this.#limitMs = watchesOthers ? WATCHER_LIMIT_MS : undefined;
    this.#wake();
  }

  start(): void {
    this.#options.spool.onRecord(() => this.#wake());
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const batch = await this.#next().catch((error) => {
        this.#options.logger.error({ err: error }, 'uplink: the spool cannot be read');
        return undefined;
      });
      if (this.#stopped) return;
      if (batch) await this.#sendOnce(batch);
      else await this.#untilWoken();
    }
  }

  async #next(): Promise<SpooledBatch | undefined> {
    const { spool } = this.#options;
    this.#live ??= spool.takeLive(MAX_LIVE_BYTES);
    if (this.#live) return this.#live;
    if (this.#pace.waitMs(this.#timers.monotonicMs()) > 0) return undefined;
    this.#backlog ??= await spool.takeBacklog(this.#pace.batchBytes);
    return this.#backlog;
  }

  /** Until there is something new, or the line is free for the backlog again. */
  async #untilWoken(): Promise<void> {
    const waitMs = this.#pace.waitMs(this.#timers.monotonicMs());
    const cancel = waitMs > 0 ? this.#timers.after(waitMs, () => this.#wake()) : undefined;
    // Woken while the spool was looked at: that counts too.
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
    this.#woken = false;
    cancel?.();
  }

  #wake(): void {
    this.#woken = true;
    this.#resume();
  }

  async #sendOnce(batch: SpooledBatch): Promise<void> {
    try {
      const answer = await this.#post(batch);
      const waitMs = this.#settle(batch, answer);
      if (waitMs !== undefined)
        await this.#pause(waitMs, { status: answer.status, answer: answer.body.slice(0, 300) });
    } catch (error) {
      await this.#pause(undefined, { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  async #post(batch: SpooledBatch): Promise<CollectorAnswer> {
    const { client, agentId } = this.#options;
    const compressed = batch.body.length >= MIN_COMPRESS_BYTES;
    const body = compressed ? await compress(batch.body) : batch.body;
    const { epoch, first, last } = batch;
    try {
      return await client.request({
        method: 'POST',
        path: '/api/v2/write?precision=ns',
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'canhmang-batch': `agent=${agentId};epoch=${epoch};first=${first};last=${last}`,
          // The collector gives what is live the first turn when many agents return at once.
          ...(batch.lane === 'backlog' ? { 'canhmang-lane': 'backlog' } : {}),
          ...(compressed ? { 'content-encoding': 'gzip' } : {}),
        },
        body,
      });
    } finally {
      if (batch.lane === 'backlog')
        this.#pace.spent(batch.body.length, body.length, this.#timers.monotonicMs());
    }
  }

  /** @returns milliseconds to wait before the next attempt, `undefined` when this batch is done with. */
  #settle(batch: SpooledBatch, answer: CollectorAnswer): number | undefined {
    const { spool, logger } = this.#options;
    const verdict = judge(answer, this.#now());
    const said = { answer: answer.body.slice(0, 1_000), first: batch.first, last: batch.last };
    switch (verdict.kind) {
      case 'refused_lines':
        // The collector kept the good lines and will never take the others: sending them again helps nobody.
        this.refusedLines += verdict.lines;
        logger.error({ ...said, lines: verdict.lines }, 'uplink: collector refused lines');
        return this.#done(batch, () => spool.settle(batch));
      case 'done':
        return this.#done(batch, () => spool.settle(batch));
      case 'partly_there':
        return this.#done(batch, () =>
          spool.settlePart(batch, verdict.taken.within(batch.first, batch.last)),
        );
      case 'not_understood':
        if (this.#countNotUnderstood(batch) < MAX_NOT_UNDERSTOOD) return this.#waitMs(undefined);
        logger.error(
          { ...said, status: answer.status },
          'uplink: collector makes nothing of a batch, given up',
        );
        return this.#done(batch, () => spool.giveUp(batch));
      case 'again':
        return this.#waitMs(verdict.afterMs);
    }
  }

  #countNotUnderstood(batch: SpooledBatch): number {
    const times = (this.#notUnderstood.get(batch) ?? 0) + 1;
    this.#notUnderstood.set(batch, times);
    return times;
  }

  #waitMs(askedMs: number | undefined): number {
    // "At once" is not taken at its word: a collector that refuses is not asked without a pause.
    const failures = askedMs === undefined ? this.#failures + 1 : 1;
    const ownMs = backoffMs(failures, this.#random(), this.#limitMs);
    return Math.max(Math.min(askedMs ?? 0, MAX_RETRY_AFTER_MS), ownMs);
  }

  #done(batch: SpooledBatch, settle: () => void): undefined {
    if (this.#failures > 0)
      this.#options.logger.info({ failures: this.#failures }, 'uplink: collector reached again');
    this.#failures = 0;
    if (batch === this.#live) this.#live = undefined;
    else this.#backlog = undefined;
    settle();
    return undefined;
  }

  async #pause(askedMs: number | undefined, why: object): Promise<void> {
    this.#failures++;
    const waitMs = askedMs ?? backoffMs(this.#failures, this.#random(), this.#limitMs);
    // Only the first of a row: an agent without a line would fill its disk with the same sentence.
    if (this.#failures === 1)
      this.#options.logger.warn(
        { ...why, backlog: this.#options.spool.backlog },
        'uplink: not delivered, trying again',
      );
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#timers.after(waitMs, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Ends after the request under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endPause();
    this.#wake();
    await this.#running;
  }
}
