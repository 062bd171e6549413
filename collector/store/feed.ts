/**
 * Gives the store what the ingest log has. A store that cannot take more, because its server is away, holds up
 * nobody: what it missed is read from the log again and given to it when it is back, in order.
 */
import type { Logger } from 'pino';
import { reasonOf } from '../../config/error.ts';
import type { Point } from '../../model/point.ts';
import type { MetricStore } from './metric-store.ts';

export interface LoggedBatch {
  /** Number in the ingest log. */
  readonly sequence: number;
  readonly points: Iterable<Point>;
}

export interface StoreFeedOptions {
  readonly store: Pick<MetricStore, 'write'>;
  /** Batches of the ingest log from a number on. */
  readonly readLog: (fromSequence: number) => AsyncIterable<LoggedBatch>;
  readonly logger: Logger;
  /** Rejects when it is called off. */
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** A store that could not take more is tried again after this. */
const RETRY_MS = 2_000;

export class StoreFeed {
  readonly #options: StoreFeedOptions;
  readonly #stop = new AbortController();
  #newest = 0;
  #catchingUp: Promise<void> | undefined;

  constructor(options: StoreFeedOptions) {
    this.#options = options;
  }

  /** Whether the store is being given what it missed. */
  get behind(): boolean {
    return this.#catchingUp !== undefined;
  }

  /** Gives the store the next batch of the log, which has it on disk. Waits for a store that is at work. */
  async offer({ sequence, points }: LoggedBatch): Promise<void> {
    this.#newest = sequence;
    if (this.#catchingUp) return;
    try {
      await this.#options.store.write(sequence, points);
    } catch (error) {
      const reason = reasonOf(error);
      this.#options.logger.warn({ reason }, 'store: takes no more; the ingest log keeps what comes');
      this.#catchingUp = this.#catchUp(sequence);
    }
  }

  async #catchUp(fromSequence: number): Promise<void> {
    const { store, readLog, wait, logger } = this.#options;
    const { signal } = this.#stop;
    let next = fromSequence;
    // New batches come while the log is read: it is read on until there is none that the store has not been given.
    while (next <= this.#newest) {
      try {
        for await (const { sequence, points } of readLog(next)) {
          if (signal.aborted) return;
          await store.write(sequence, points);
          next = sequence + 1;
        }
      } catch {
        await wait(RETRY_MS, signal).catch(() => undefined);
      }
      if (signal.aborted) return;
    }
    this.#catchingUp = undefined;
    logger.info('store: has been given all that waited in the ingest log');
  }

  /** What the store has not been given stays in the log. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#catchingUp;
  }
}
