/**
 * Every measurement goes to disk here before it is sent, and stays until the collector has it.
 * One record is the line protocol of the points that came within one collecting time. What is newest is given
 * first, then what was left over from before, oldest first.
 */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { Journal } from '../../journal/journal.ts';
import { formatPoint } from '../../model/line-protocol.ts';
import type { NumberRange } from '../../model/number-ranges.ts';
import { NumberRanges } from '../../model/number-ranges.ts';
import type { Point } from '../../model/point.ts';
import type { SpoolSettings } from '../../model/probe-settings.ts';
import { spoolSchema } from '../../model/probe-settings.ts';
import type { Timers } from '../scheduler.ts';
import { systemTimers } from '../scheduler.ts';
import { Backlog } from './backlog.ts';
import type { SpooledBatch } from './batch.ts';
import { BatchBuilder, countPoints, timeOfLines } from './batch.ts';
import { RecentRecords } from './recent-records.ts';
import { readSettled, writeSettled } from './settled.ts';

/** Removal and packing are by segments; packing holds one in memory. */
const SEGMENT_BYTES = 2 * 1024 * 1024;
/** How long points are collected into one record. */
const COLLECT_MS = 200;
/** A burst of points becomes several records, each well within a batch. */
const MAX_RECORD_CHARACTERS = 64 * 1024;
/** What counts as live, and is held in memory although it is on disk: a few minutes of a site. */
const LIVE_BYTES = 256 * 1024;
/** What is held while the disk takes nothing: more than an hour of a site. Beyond it the oldest is lost. */
const MAX_MEMORY_BYTES = 8 * 1024 * 1024;
/** Age changes slowly. */
const CHECK_AGE_MS = 600_000;

/** What was never sent, since the start. */
export interface Lost {
  records: number;
  points: number;
}

export interface SpoolOptions {
  readonly timers?: Timers;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly settings?: SpoolSettings;
}

export class Spool {
  readonly #journal: Journal;
  readonly #directory: string;
  readonly #logger: Logger;
  readonly #timers: Timers;
  readonly #now: () => number;
  readonly #backlog: Backlog;
  /** Names this run: a record's number means nothing without it. */
  readonly epoch: string;
  /** The collector has them, or they are lost. */
  readonly #settled: NumberRanges;
  #settledChanged = false;
  /** Given out and not settled. */
  #given: SpooledBatch[] = [];
  readonly #recent = new RecentRecords();
  /** Live records from here on have not been given out. */
  #liveFrom: number;
  #writtenTo = 0;
  #settings: SpoolSettings;
  #collected: Point[] = [];
  #cancelCollecting: (() => void) | undefined;
  #cancelTidying: (() => void) | undefined;
  #tidying: Promise<void> = Promise.resolve();
  #ageCheckedMs: number | undefined;
  #failing = false;
  #onRecord: () => void = () => {};
  #awaited: ((onDisk: boolean) => void)[] = [];
  /** Measurements that nobody will see. */
  readonly lost: Lost = { records: 0, points: 0 };

  private constructor(
    journal: Journal,
    parts: { directory: string; epoch: string; settled: NumberRanges; logger: Logger; options: SpoolOptions },
  ) {
    const { timers = systemTimers, now = Date.now, settings = spoolSchema.parse({}) } = parts.options;
    this.#journal = journal;
    this.#directory = parts.directory;
    this.epoch = parts.epoch;
    this.#settled = parts.settled;
    this.#logger = parts.logger;
    this.#timers = timers;
    this.#now = now;
    this.#settings = settings;
    this.#backlog = new Backlog(journal);
    this.#liveFrom = journal.nextSequence;
    this.#writtenTo = journal.nextSequence - 1;
  }

  /** @throws when what is there cannot be read; a disk that cannot be written is logged and lived with. */
  static async open(directory: string, logger: Logger, options: SpoolOptions = {}): Promise<Spool> {
    const settled = await readSettled(directory);
    const epoch = randomUUID();
    const journal = await Journal.open({
      directory,
      segmentBytes: SEGMENT_BYTES,
      maxBytes: Number.MAX_SAFE_INTEGER,
      firstNumber: settled.last + 1,
      label: epoch,
    });
    if (journal.tornBytes > 0) logger.warn({ bytes: journal.tornBytes }, 'spool: torn tail cut off');
    const { firstSequence, nextSequence, missingRecords } = journal;
    if (firstSequence > 1) settled.add(1, firstSequence - 1);
    if (missingRecords > 0) settled.add(nextSequence - missingRecords, nextSequence - 1);
    return new Spool(journal, { directory, epoch, settled, logger, options });
  }

  /** Called whenever there is something new to send. */
  onRecord(listener: () => void): void {
    this.#onRecord = listener;
  }

  /** Takes new bounds; they hold from the next tidying on. */
  configure(settings: SpoolSettings): void {
    this.#settings = settings;
  }

  /** On disk. */
  get bytes(): number {
    return this.#journal.bytes;
  }

  /** Records not yet settled. */
  get backlog(): number {
    const last = this.#journal.nextSequence - 1;
    return last - this.#settled.countWithin(1, last);
  }

  /** When the oldest of what is given out was measured, epoch milliseconds; `undefined`: nothing waits. */
  get oldestMs(): number | undefined {
    const times = this.#given.flatMap(
      ({ body }) => timeOfLines(body.subarray(0, body.indexOf(10) + 1)) ?? [],
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }

  add(points: readonly Point[]): void {
    for (const point of points) this.#collected.push(point);
    this.#cancelCollecting ??= this.#timers.after(COLLECT_MS, () => void this.#store());
  }

  /** Resolves when all that was added is in the journal; `false`: the disk does not take it, it is in memory only. */
  stored(): Promise<boolean> {
    if (this.#collected.length === 0) return Promise.resolve(true);
    return new Promise((resolve) => this.#awaited.push(resolve));
  }

  async #store(): Promise<void> {
    this.#cancelCollecting?.();
    this.#cancelCollecting = undefined;
    const awaited = this.#awaited;
    const points = this.#collected;
    this.#awaited = [];
    this.#collected = [];
    for (const payload of recordsOf(points)) {
      const sequence = this.#journal.append(payload);
      this.#recent.push({ sequence, payload });
    }
    const onDisk = await this.#write();
    for (const resolve of awaited) resolve(onDisk);
    this.#forgetRecent();
    this.#tidySoon();
    this.#onRecord();
  }

  async #write(): Promise<boolean> {
    const last = this.#journal.nextSequence - 1;
    try {
      await (this.#settings.sync_every === 0 ? this.#journal.flush() : this.#journal.write());
      this.#writtenTo = Math.max(this.#writtenTo, last);
      if (this.#failing) this.#logger.info('spool: the disk takes measurements again');
      this.#failing = false;
      return true;
    } catch (error) {
      // The journal keeps it and tries again with the next record; sending goes on from memory.
      if (!this.#failing)
        this.#logger.error(
          { err: error },
          'spool: cannot write to disk, measurements are in memory until it can',
        );
      this.#failing = true;
      return false;
    }
  }

  /** Memory is for what is newest, and for what is nowhere else. */
  #forgetRecent(): void {
    for (;;) {
      const oldest = this.#recent.firstSequence;
      if (oldest === undefined || this.#recent.bytes <= LIVE_BYTES) return;
      const isOnDisk = oldest <= this.#writtenTo;
      if (!isOnDisk && this.#recent.bytes <= MAX_MEMORY_BYTES) return;
      const record = this.#recent.shift();
      if (!record || isOnDisk) continue;
      this.#journal.takeBackWhere((sequence) => sequence === oldest);
      if (!this.#isTaken(oldest))
        this.#lose([{ first: oldest, last: oldest }], 1, countPoints(record.payload));
    }
  }

  #isTaken(sequence: number): boolean {
    return (
      this.#settled.has(sequence) ||
      this.#given.some(({ first, last }) => first <= sequence && sequence <= last)
    );
  }

  /** The newest records that have not been given out, up to about `maxBytes`; `undefined`: there are none. */
  takeLive(maxBytes: number): SpooledBatch | undefined {
    // On disk first, then sent; only a disk that takes nothing is not waited for.
    const lastSafe = this.#failing ? this.#journal.nextSequence : this.#writtenTo;
    const fresh = this.#recent.from(this.#liveFrom).filter(({ sequence }) => sequence <= lastSafe);
    let bytes = fresh.reduce((sum, { payload }) => sum + payload.length, 0);
    let index = 0;
    // What came while the line was away is not live any more: it is left to the backlog.
    for (; bytes > LIVE_BYTES && index < fresh.length - 1; index++)
      bytes -= fresh[index]?.payload.length ?? 0;
    const builder = new BatchBuilder(maxBytes);
    for (const record of fresh.slice(index)) if (!builder.add(record)) break;
    const batch = builder.build('live', this.epoch);
    if (!batch) return undefined;
    this.#liveFrom = batch.last + 1;
    this.#given.push(batch);
    return batch;
  }

  /** The oldest records that have not been given out, up to about `maxBytes`; `undefined`: there are none. */
  async takeBacklog(maxBytes: number): Promise<SpooledBatch | undefined> {
    for (;;) {
      const taken = new NumberRanges([...this.#settled.within(1, this.#liveFrom), ...this.#given]);
      const first = taken.firstMissing(1);
      if (first >= this.#liveFrom) return undefined;
      const batch =
        this.#fromMemory(first, taken, maxBytes) ?? (await this.#fromDisk(first, taken, maxBytes));
      if (!batch) continue;
      this.#given.push(batch);
      return batch;
    }
  }

  #fromMemory(first: number, taken: NumberRanges, maxBytes: number): SpooledBatch | undefined {
    const records = this.#recent.from(first);
    if (records[0]?.sequence !== first) return undefined;
    const builder = new BatchBuilder(maxBytes);
    for (const record of records) {
      const isOurs = record.sequence < this.#liveFrom && !taken.has(record.sequence);
      if (!isOurs || !builder.add(record)) break;
    }
    return builder.build('backlog', this.epoch);
  }

  async #fromDisk(first: number, taken: NumberRanges, maxBytes: number): Promise<SpooledBatch | undefined> {
    const limit = this.#recent.from(first)[0]?.sequence ?? this.#liveFrom;
    const found = await this.#backlog.find(first, Math.min(limit, this.#liveFrom), taken, maxBytes);
    if (found.kind === 'batch') return found.batch;
    const { missing } = found;
    if (missing.lostRecords > 0)
      this.#logger.error({ records: missing.lostRecords }, 'spool: damaged on disk, measurements are lost');
    this.#lose([missing], missing.lostRecords, missing.lostPoints);
    return undefined;
  }

  /** The batch is done with: the collector has it, or will never take it. */
  settle(batch: SpooledBatch): void {
    this.#release(batch, [batch]);
  }

  /** The collector has a part of the batch from before; the rest is given out again. */
  settlePart(batch: SpooledBatch, taken: readonly NumberRange[]): void {
    this.#release(batch, taken);
  }

  /** The collector will never take the batch. */
  giveUp(batch: SpooledBatch): void {
    this.lost.records += batch.last - batch.first + 1;
    this.lost.points += countPoints(batch.body);
    this.settle(batch);
  }

  #release(batch: SpooledBatch, settled: readonly NumberRange[]): void {
    this.#given = this.#given.filter((other) => other !== batch);
    this.#markSettled(settled);
    this.#recent.removeWhere((sequence) => this.#settled.has(sequence));
    if (this.#failing) this.#journal.takeBackWhere((sequence) => this.#settled.has(sequence));
    this.#tidySoon();
  }

  #lose(ranges: readonly NumberRange[], records: number, points: number): void {
    this.lost.records += records;
    this.lost.points += points;
    this.#markSettled(ranges);
  }

  #markSettled(ranges: readonly NumberRange[]): void {
    for (const { first, last } of ranges) this.#settled.add(first, last);
    this.#settledChanged = true;
  }

  #tidySoon(): void {
    const afterMs = Math.max(COLLECT_MS, this.#settings.sync_every);
    this.#cancelTidying ??= this.#timers.after(afterMs, () => {
      this.#cancelTidying = undefined;
      this.#tidying = this.#tidying.then(() => this.#tidy());
    });
  }

  /** Makes durable, lets go what is settled and what there is no room for, packs what waits. */
  async #tidy(): Promise<void> {
    try {
      if (!this.#failing) await this.#journal.flush();
      if (this.#settledChanged) {
        this.#settledChanged = false;
        await writeSettled(this.#directory, this.#settled);
      }
      await this.#journal.discardBefore(this.#settled.firstMissing(1));
      await this.#makeRoom();
      await this.#journal.packOldest();
    } catch (error) {
      // The next write finds out whether the disk is at fault, and says so.
      this.#settledChanged = true;
      if (!this.#failing) this.#logger.debug({ err: error }, 'spool: cannot be tidied');
    }
  }

  async #makeRoom(): Promise<void> {
    while (this.#journal.segments.length > 1 && this.#journal.bytes > this.#settings.max_mb * 1e6)
      await this.#giveUpOldest('is full');
    const nowMs = this.#timers.monotonicMs();
    if (this.#ageCheckedMs !== undefined && nowMs - this.#ageCheckedMs < CHECK_AGE_MS) return;
    this.#ageCheckedMs = nowMs;
    for (;;) {
      const [oldest, following] = this.#journal.segments;
      if (!oldest || !following) return;
      const { mtimeMs } = await stat(oldest.path);
      if (mtimeMs > this.#now() - this.#settings.max_age) return;
      await this.#giveUpOldest('is too old');
    }
  }

  async #giveUpOldest(why: string): Promise<void> {
    const [oldest, following] = this.#journal.segments;
    if (!oldest || !following) return;
    let records = 0;
    let points = 0;
    const reader = this.#journal.reader(oldest.firstSequence);
    for (let record = await reader.peek(); record; record = await reader.peek()) {
      if (record.sequence >= following.firstSequence) break;
      if (!this.#isTaken(record.sequence)) {
        records++;
        points += countPoints(record.payload);
      }
      reader.skip();
    }
    this.#logger.error({ records, points }, `spool: ${why}, the oldest measurements are lost`);
    this.#lose([{ first: 1, last: following.firstSequence - 1 }], records, points);
    await this.#journal.removeOldest();
  }

  /** Stores what was collected and closes. */
  async close(): Promise<void> {
    await this.#store();
    this.#cancelTidying?.();
    await this.#tidying;
    await this.#tidy();
    await this.#journal.close().catch((error) => {
      if (!this.#failing) this.#logger.error({ err: error }, 'spool: cannot be closed');
    });
  }
}

/** Line protocol of the points, in pieces of a bounded size. */
function* recordsOf(points: readonly Point[]): Generator<Buffer> {
  let lines = '';
  for (const point of points) {
    const line = formatPoint(point);
    if (line === undefined) continue;
    lines += `${line}\n`;
    if (lines.length < MAX_RECORD_CHARACTERS) continue;
    yield Buffer.from(lines);
    lines = '';
  }
  if (lines.length > 0) yield Buffer.from(lines);
}
