/**
 * Takes batches over: durable in the ingest log first, acknowledged then, and handed on in order. What the
 * program had not finished with when it ended is handed on again when it starts.
 */
import type { Logger } from 'pino';
import { Journal } from '../../journal/journal.ts';
import type { LineError } from '../../model/line-parser.ts';
import { LineParser } from '../../model/line-parser.ts';
import type { NumberRange } from '../../model/number-ranges.ts';
import type { PointBlock } from '../../model/point-block.ts';
import { SeriesTable } from '../../model/point-block.ts';
import type { Precision } from '../../model/precision.ts';
import type { Admission } from './admission.ts';
import { refusalOf } from './admission.ts';
import type { BatchIdentity } from './batch-identity.ts';
import type { BatchMark } from './batch-marks.ts';
import { BatchMarks } from './batch-marks.ts';
import type { BatchHead } from './log-record.ts';
import { decodeLogRecord, encodeLogRecord } from './log-record.ts';
import type { NewSeriesLimit } from './new-series.ts';

const SEGMENT_BYTES = 16 * 1024 * 1024;
/** A clock that is further ahead is wrong: its points would be the latest for as long. */
const MAX_AHEAD_MS = 10 * 60_000;
/** Values accepted and not yet handed on: about 50 MB. Beyond it agents are asked to come back. */
const MAX_WAITING_VALUES = 4_000_000;
/**
 * Each takes a hundred times as long as a good line, and is kept to be told. An agent's largest batch has a few thousand
 * lines: what has more bad ones is no line protocol.
 */
const MOST_REFUSED = 10_000;

export interface Batch {
  /** Number in the ingest log. */
  readonly sequence: number;
  readonly head: BatchHead;
  readonly points: PointBlock;
}

export type Accepted =
  /** Durable; `errors` are lines that were refused, the others are kept. */
  | { readonly kind: 'stored'; readonly points: number; readonly errors: readonly LineError[] }
  /** All of it was taken over before. */
  | { readonly kind: 'duplicate' }
  /** A part of it was taken over before, these records: the others are to be sent again without them. */
  | { readonly kind: 'overlap'; readonly taken: readonly NumberRange[] }
  /** Too much is waiting already. */
  | { readonly kind: 'busy' };

export interface IngestFigures {
  batches: number;
  duplicates: number;
  points: number;
  refusedLines: number;
}

export class Ingest {
  readonly #journal: Journal;
  readonly #maxLogBytes: number;
  readonly #newSeries: NewSeriesLimit;
  readonly #consume: (batch: Batch) => Promise<void>;
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #parser = new LineParser(new SeriesTable());
  readonly #marks: BatchMarks;
  #waiting: Batch[] = [];
  #waitingValues = 0;
  #handingOn: Promise<void> = Promise.resolve();
  readonly figures: IngestFigures = { batches: 0, duplicates: 0, points: 0, refusedLines: 0 };

  private constructor(journal: Journal, options: IngestOptions) {
    this.#journal = journal;
    this.#maxLogBytes = options.maxLogBytes;
    this.#newSeries = options.newSeries;
    this.#consume = options.consume;
    this.#now = options.now;
    this.#logger = options.logger;
    this.#marks = new BatchMarks(options.marks);
  }

  static async open(options: IngestOptions): Promise<Ingest> {
    const { directory, logger } = options;
    const journal = await Journal.open({
      directory,
      segmentBytes: SEGMENT_BYTES,
      // Nothing is thrown away: a log that is full takes no more (`busy`).
      maxBytes: Number.POSITIVE_INFINITY,
      firstNumber: options.followed + 1,
    });
    if (journal.tornBytes > 0) {
      logger.warn(
        { bytes: journal.tornBytes },
        'ingest log: cut off behind the last good record; kept as .cut',
      );
    }
    if (journal.missingRecords > 0) {
      // They were stored and decided on before they went, all that were not are lost with the file.
      logger.error(
        { batches: journal.missingRecords },
        'ingest log: ends before what was already stored; going on behind it',
      );
    }
    return new Ingest(journal, options);
  }

  /** How much waits for store and ledger, as a part of what may: from 0 to 1, and a little above. */
  get pressure(): number {
    return this.#waitingValues / MAX_WAITING_VALUES;
  }

  /** Values that wait for store and ledger. */
  get waitingValues(): number {
    return this.#waitingValues;
  }

  get logBytes(): number {
    return this.#journal.bytes;
  }

  /** Durable batches from a number on, as they were handed on. */
  async *read(fromSequence: number): AsyncGenerator<Batch> {
    for await (const { sequence, payload } of this.#journal.read(fromSequence)) {
      yield { sequence, ...decodeLogRecord(payload, this.#parser) };
    }
  }

  /** Hands on again what follows `position`: what its consumers have not finished with. */
  async replay(position: number): Promise<void> {
    let batches = 0;
    for await (const batch of this.read(position + 1)) {
      if (batch.head.mark) this.#marks.add(batch.head.mark);
      await this.#consume(batch);
      batches++;
    }
    if (batches > 0) this.#logger.info({ batches }, 'ingest log: replayed what was not finished');
  }

  /**
   * @param admission what the writer may write; everything when left out.
   * @throws when it cannot be made durable; nothing of it is acknowledged then.
   */
  async accept(
    body: Buffer,
    precision: Precision,
    identity: BatchIdentity | undefined,
    admission?: Admission,
  ): Promise<Accepted> {
    const taken = identity ? this.#marks.ranges(identity).within(identity.first, identity.last) : [];
    if (taken[0] && taken[0].first === identity?.first && taken[0].last === identity.last) {
      // It may be the one that is being written just now: acknowledged only when that is durable.
      await this.#makeDurable();
      this.figures.duplicates++;
      return { kind: 'duplicate' };
    }
    if (taken.length > 0) {
      await this.#makeDurable();
      return { kind: 'overlap', taken };
    }
    if (this.#waitingValues > MAX_WAITING_VALUES || this.logBytes >= this.#maxLogBytes)
      return { kind: 'busy' };
    const receivedMs = this.#now();
    const { block, errors, accepted } = this.#parser.parse(body, {
      precision,
      defaultTimeMs: receivedMs,
      latestMs: receivedMs + MAX_AHEAD_MS,
      mostRefused: MOST_REFUSED,
      refusalOf: admission && ((point) => refusalOf(point, admission)),
      newSeriesRefusalOf: admission && ((count) => this.#newSeries.refusalOf(admission.writer, count)),
    });
    if (block.length > 0 || identity) this.#append(block, { receivedMs, precision }, identity, accepted);
    await this.#makeDurable();
    this.figures.batches++;
    this.figures.points += block.length;
    this.figures.refusedLines += errors.length;
    return { kind: 'stored', points: block.length, errors };
  }

  #append(
    points: PointBlock,
    arrival: Pick<BatchHead, 'receivedMs' | 'precision'>,
    identity: BatchIdentity | undefined,
    lines: Buffer,
  ): void {
    const head: BatchHead = identity ? { ...arrival, mark: identity } : arrival;
    const sequence = this.#journal.append(encodeLogRecord(head, lines));
    if (identity) this.#marks.add(identity);
    this.#waiting.push({ sequence, head, points });
    this.#waitingValues += points.valueCount;
  }

  /** Makes what has been appended so far durable, and hands that much on. */
  async #makeDurable(): Promise<void> {
    const last = this.#journal.nextSequence - 1;
    await this.#journal.flush();
    // What came during the flush is not on disk yet.
    const batches = this.#waiting.filter(({ sequence }) => sequence <= last);
    this.#waiting = this.#waiting.filter(({ sequence }) => sequence > last);
    this.#handingOn = this.#handingOn.then(async () => {
      for (const batch of batches) {
        await this.#consume(batch);
        this.#waitingValues -= batch.points.valueCount;
      }
    });
  }

  /** Returns when everything accepted so far has been handed on. */
  async settle(): Promise<void> {
    await this.#handingOn;
  }

  /** Every consumer has finished with what is numbered up to `position`: it may go. */
  async discard(position: number): Promise<void> {
    await this.#journal.discardBefore(position + 1);
  }

  async close(): Promise<void> {
    await this.settle();
    await this.#journal.close();
  }
}

export interface IngestOptions {
  readonly directory: string;
  /** Highest batch number that any consumer has finished with: new ones are numbered above it. */
  readonly followed: number;
  /** Records taken over, as the ledger has them. */
  readonly marks: readonly BatchMark[];
  /** What may wait on disk for a store that is away; beyond it writers are told to come back. */
  readonly maxLogBytes: number;
  readonly newSeries: NewSeriesLimit;
  /** Takes each durable batch, in order; must not throw. */
  readonly consume: (batch: Batch) => Promise<void>;
  readonly now: () => number;
  readonly logger: Logger;
}
