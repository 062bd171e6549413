/**
 * Every measurement goes to disk here before it is sent, and stays until the collector has it.
 * One record is the line protocol of the points that came within one collecting time.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { JournalRecord } from '../../journal/journal.ts';
import { Journal } from '../../journal/journal.ts';
import { formatPoints } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';

/** 512 MB: more than 30 days of a site's measurements. */
const MAX_SPOOL_BYTES = 512 * 1024 * 1024;
const SEGMENT_BYTES = 4 * 1024 * 1024;
/** How long points are collected into one record; also the most that a power cut can take. */
const COLLECT_MS = 200;
/** Unsent records kept in memory, so that sending live points reads no file. */
const MEMORY_RECORDS = 256;

export interface SpooledRange {
  readonly records: readonly JournalRecord[];
  readonly body: Buffer;
}

export class Spool {
  readonly #journal: Journal;
  readonly #directory: string;
  readonly #logger: Logger;
  /** Names this spool for ever: sequence numbers begin anew with a new one. */
  readonly epoch: string;
  #sentSequence: number;
  #collected: Point[] = [];
  #collecting: NodeJS.Timeout | undefined;
  #recent: JournalRecord[] = [];
  #onRecord: () => void = () => {};
  #awaited: ((onDisk: boolean) => void)[] = [];

  private constructor(journal: Journal, directory: string, epoch: string, sent: number, logger: Logger) {
    this.#journal = journal;
    this.#directory = directory;
    this.epoch = epoch;
    this.#sentSequence = sent;
    this.#logger = logger;
  }

  static async open(directory: string, logger: Logger): Promise<Spool> {
    const journal = await Journal.open({ directory, segmentBytes: SEGMENT_BYTES, maxBytes: MAX_SPOOL_BYTES });
    if (journal.tornBytes > 0) logger.warn({ bytes: journal.tornBytes }, 'spool: torn tail cut off');
    const read = await readMark(join(directory, 'sent.json'));
    // A mark ahead of the journal is of records that the disk did not keep: their numbers would be used twice.
    const mark = read && read.sequence < journal.nextSequence ? read : undefined;
    const epoch = mark?.epoch ?? randomUUID();
    const spool = new Spool(journal, directory, epoch, mark?.sequence ?? 0, logger);
    await spool.#writeMark();
    return spool;
  }

  /** Called whenever there is something new to send. */
  onRecord(listener: () => void): void {
    this.#onRecord = listener;
  }

  get bytes(): number {
    return this.#journal.bytes;
  }

  /** Records not yet acknowledged. */
  get backlog(): number {
    return this.#journal.nextSequence - 1 - this.#sentSequence;
  }

  add(points: readonly Point[]): void {
    this.#collected.push(...points);
    this.#collecting ??= setTimeout(() => void this.#store(), COLLECT_MS);
  }

  /** Resolves when all that was added is in the journal; `false`: the disk does not take it, it is in memory only. */
  stored(): Promise<boolean> {
    if (this.#collected.length === 0) return Promise.resolve(true);
    return new Promise((resolve) => this.#awaited.push(resolve));
  }

  async #store(): Promise<void> {
    this.#collecting = undefined;
    const awaited = this.#awaited;
    this.#awaited = [];
    const settle = (onDisk: boolean) => {
      for (const resolve of awaited) resolve(onDisk);
    };
    const payload = Buffer.from(formatPoints(this.#collected));
    this.#collected = [];
    if (payload.length === 0) return settle(true);
    const sequence = this.#journal.append(payload);
    try {
      await this.#journal.flush();
      settle(true);
    } catch (error) {
      // The journal keeps it and tries again with the next record; sending goes on from memory.
      this.#logger.error(
        { err: error },
        'spool: cannot write to disk, measurements are at risk until it can',
      );
      settle(false);
    }
    this.#recent.push({ sequence, payload, label: '' });
    if (this.#recent.length > MEMORY_RECORDS) this.#recent.shift();
    this.#onRecord();
  }

  /** The oldest unacknowledged records, at least one and up to about `maxBytes`; `undefined` when all is sent. */
  async unsent(maxBytes: number): Promise<SpooledRange | undefined> {
    const from = this.#sentSequence + 1;
    const records: JournalRecord[] = [];
    let bytes = 0;
    const take = (record: JournalRecord): boolean => {
      if (records.length > 0 && bytes + record.payload.length > maxBytes) return false;
      records.push(record);
      bytes += record.payload.length;
      return true;
    };
    const oldestInMemory = this.#recent[0]?.sequence ?? this.#journal.nextSequence;
    if (from >= oldestInMemory) {
      for (const record of this.#recent) if (record.sequence >= from && !take(record)) break;
    } else {
      for await (const record of this.#journal.read(from)) if (!take(record)) break;
    }
    if (records.length === 0) return undefined;
    return { records, body: Buffer.concat(records.map((record) => record.payload)) };
  }

  /** The collector has everything up to this number: it may go. */
  async acknowledge(sequence: number): Promise<void> {
    if (sequence <= this.#sentSequence) return;
    this.#sentSequence = sequence;
    this.#recent = this.#recent.filter((record) => record.sequence > sequence);
    await this.#writeMark();
    await this.#journal.discardBefore(sequence + 1);
  }

  async #writeMark(): Promise<void> {
    const path = join(this.#directory, 'sent.json');
    // Not synced: an old mark means that a batch is sent twice, and the collector recognises it.
    await writeFile(`${path}.new`, JSON.stringify({ epoch: this.epoch, sequence: this.#sentSequence }));
    await rename(`${path}.new`, path);
  }

  /** Stores what was collected and closes. */
  async close(): Promise<void> {
    clearTimeout(this.#collecting);
    await this.#store();
    await this.#journal.close();
  }
}

async function readMark(path: string): Promise<{ epoch: string; sequence: number } | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const mark: unknown = JSON.parse(text);
    if (typeof mark === 'object' && mark !== null && 'epoch' in mark && 'sequence' in mark) {
      const { epoch, sequence } = mark;
      if (typeof epoch === 'string' && Number.isSafeInteger(sequence))
        return { epoch, sequence: Number(sequence) };
    }
  } catch {
    // Damaged by a power cut: with a new epoch everything still held is sent again, which loses nothing.
  }
  return undefined;
}
