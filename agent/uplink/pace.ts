/** How much of the line a backlog may use, so that what is live, and everything else at the site, finds room. */
import type { UplinkSettings } from '../../model/probe-settings.ts';

/** A batch of the backlog takes about this long at its rate: what is live waits no longer than a part of it. */
const BATCH_MS = 1_000;
/** Headers of request and answer, and their packets. */
const OVERHEAD_BYTES = 800;
const MIN_BATCH_BYTES = 8 * 1024;
const MAX_BATCH_BYTES = 512 * 1024;
/** How much line protocol shrinks, before it has been seen. */
const FIRST_RATIO = 5;

export class BacklogPace {
  #kbps: number | undefined;
  #ratio = FIRST_RATIO;
  #freeMs = 0;

  constructor(settings: UplinkSettings) {
    this.configure(settings);
  }

  configure({ backlog_kbps }: UplinkSettings): void {
    this.#kbps = backlog_kbps === 'unlimited' ? undefined : backlog_kbps;
    // A wait that was reckoned by another rate.
    this.#freeMs = 0;
  }

  /** Bytes of line protocol for the next batch. */
  get batchBytes(): number {
    if (this.#kbps === undefined) return MAX_BATCH_BYTES;
    const onLine = (this.#kbps / 8) * BATCH_MS - OVERHEAD_BYTES;
    return Math.round(Math.min(MAX_BATCH_BYTES, Math.max(MIN_BATCH_BYTES, onLine * this.#ratio)));
  }

  /** Milliseconds until the next batch may go. */
  waitMs(monotonicMs: number): number {
    return Math.max(0, this.#freeMs - monotonicMs);
  }

  /** A batch has gone, whether it arrived or not: it used the line. */
  spent(plainBytes: number, sentBytes: number, monotonicMs: number): void {
    if (sentBytes > 0) this.#ratio = plainBytes / sentBytes;
    if (this.#kbps === undefined) return;
    const bits = (sentBytes + OVERHEAD_BYTES) * 8;
    this.#freeMs = Math.max(monotonicMs, this.#freeMs) + bits / this.#kbps;
  }
}
