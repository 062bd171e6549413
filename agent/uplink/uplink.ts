/** Sends what the spool holds to the collector, in order, each record until it is acknowledged. */
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Logger } from 'pino';
import { NumberRanges } from '../../model/number-ranges.ts';
import type { CollectorAnswer, CollectorClient } from '../collector-client.ts';
import type { Spool, SpooledRange } from '../spool/spool.ts';
import { backoffMs, retryAfterMs } from './backoff.ts';

const compress = promisify(gzip);

/** Uncompressed; keeps a batch within a few seconds of a 128 kbit/s line. */
const MAX_BATCH_BYTES = 256 * 1024;
/** Below this, compression costs more than it saves. */
const MIN_COMPRESS_BYTES = 300;

export class Uplink {
  readonly #spool: Spool;
  readonly #client: CollectorClient;
  readonly #agentId: string;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #woken = false;
  #resume: () => void = () => {};
  #failures = 0;
  #running: Promise<void> | undefined;

  constructor(options: { spool: Spool; client: CollectorClient; agentId: string; logger: Logger }) {
    this.#spool = options.spool;
    this.#client = options.client;
    this.#agentId = options.agentId;
    this.#logger = options.logger;
  }

  start(): void {
    this.#spool.onRecord(() => this.#wake());
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const range = await this.#spool.unsent(MAX_BATCH_BYTES);
      if (!range) await this.#untilWoken();
      else await this.#sendOnce(range);
    }
  }

  async #untilWoken(): Promise<void> {
    // Woken while the spool was looked at: that counts too.
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
    this.#woken = false;
  }

  /** There may be something to send, or it is time to stop. */
  #wake(): void {
    this.#woken = true;
    this.#resume();
  }

  async #sendOnce(range: SpooledRange): Promise<void> {
    try {
      const answer = await this.#post(range);
      const waitMs = await this.#settle(range, answer);
      if (waitMs === undefined) return;
      await this.#pause(waitMs, { status: answer.status, answer: answer.body.slice(0, 300) });
    } catch (error) {
      await this.#pause(undefined, { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  async #post(range: SpooledRange): Promise<CollectorAnswer> {
    const compressed = range.body.length >= MIN_COMPRESS_BYTES;
    const first = range.records[0]?.sequence;
    const last = range.records.at(-1)?.sequence;
    return this.#client.request({
      method: 'POST',
      path: '/api/v2/write?precision=ns',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'canhmang-batch': `agent=${this.#agentId};epoch=${this.#spool.epoch};first=${first};last=${last}`,
        ...(compressed ? { 'content-encoding': 'gzip' } : {}),
      },
      body: compressed ? await compress(range.body) : range.body,
    });
  }

  /** @returns milliseconds to wait before the next attempt, `undefined` when this batch is done with. */
  async #settle(range: SpooledRange, answer: CollectorAnswer): Promise<number | undefined> {
    const last = range.records.at(-1)?.sequence ?? 0;
    if (answer.status === 204) return this.#done(last);
    if (answer.status === 409) return this.#done(takenOf(answer)?.last || last);
    if (answer.status === 400 || answer.status === 422) {
      // The collector kept the good lines and will never take the others: sending them again helps nobody.
      this.#logger.error({ answer: answer.body.slice(0, 1_000) }, 'uplink: collector refused lines');
      return this.#done(last);
    }
    const asked = retryAfterMs(answer.headers['retry-after'], Date.now());
    // "At once" is not taken at its word: a collector that refuses is not asked without a pause.
    return Math.max(asked ?? 0, backoffMs(asked === undefined ? this.#failures + 1 : 1, Math.random()));
  }

  async #done(sequence: number): Promise<undefined> {
    if (this.#failures > 0)
      this.#logger.info({ failures: this.#failures }, 'uplink: collector reached again');
    this.#failures = 0;
    await this.#spool.acknowledge(sequence);
    return undefined;
  }

  async #pause(askedMs: number | undefined, why: object): Promise<void> {
    this.#failures++;
    const waitMs = askedMs ?? backoffMs(this.#failures, Math.random());
    // Only the first of a row: an agent without a line would fill its disk with the same sentence.
    if (this.#failures === 1)
      this.#logger.warn({ ...why, backlog: this.#spool.backlog }, 'uplink: not delivered, trying again');
    await delay(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  /** Ends after the request under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }
}

/** Which records of the batch the collector already has; it says so where a batch overlaps them. */
function takenOf(answer: CollectorAnswer): NumberRanges | undefined {
  const header = answer.headers['canhmang-taken'];
  return typeof header === 'string' ? NumberRanges.parse(header) : undefined;
}
