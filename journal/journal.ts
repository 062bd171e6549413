/**
 * An append-only log on disk in segments: the agent's spool and the collector's ingest log are both one.
 * What `flush` has returned for survives a power cut; records keep their order and their number for ever.
 */

import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, readFile, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRecords, encodeRecord } from './segment.ts';

export interface JournalOptions {
  readonly directory: string;
  /** A segment is closed when it is larger than this. Removal is by whole segments. */
  readonly segmentBytes: number;
  /** The oldest segments go when all together are larger than this. */
  readonly maxBytes: number;
  /** Records are numbered from here at least: others remember having had the numbers below it. */
  readonly firstNumber?: number;
}

export interface JournalRecord {
  /** Counts up from 1 over the journal's whole life. */
  readonly sequence: number;
  readonly payload: Buffer;
}

interface Segment {
  readonly path: string;
  readonly firstSequence: number;
  records: number;
  bytes: number;
}

const SUFFIX = '.journal';
/** What was cut off the end of a segment: for people who look for what was lost. */
const CUT_SUFFIX = '.cut';
/** Wide enough for 2^53, so that names sort as numbers do. */
const NAME_DIGITS = 16;

function segmentPath(directory: string, firstSequence: number): string {
  return join(directory, String(firstSequence).padStart(NAME_DIGITS, '0') + SUFFIX);
}

/** Makes the folder's own entries durable: a new file's name is not, until its folder is synced. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function firstSequenceOf(name: string): number {
  return Number(name.slice(0, -SUFFIX.length));
}

/** The segment that is written to: what is behind its last good record is cut off. */
async function loadLastSegment(
  path: string,
  firstSequence: number,
): Promise<{ segment: Segment; tornBytes: number }> {
  const bytes = await readFile(path);
  const { payloads, goodBytes } = decodeRecords(bytes);
  const tornBytes = bytes.length - goodBytes;
  if (tornBytes > 0) {
    await writeFile(`${path}${CUT_SUFFIX}`, bytes.subarray(goodBytes));
    await truncate(path, goodBytes);
  }
  return { segment: { path, firstSequence, records: payloads.length, bytes: goodBytes }, tornBytes };
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #segments: Segment[];
  #file: FileHandle | undefined;
  #pending: Buffer[] = [];
  #pendingRecords = 0;
  #flushing: Promise<void> | undefined;
  #nextFlush: Promise<void> | undefined;
  #nextSequence: number;
  #discardedRecords = 0;
  /** Bytes cut off behind the last good record when it was opened; they are kept beside the segment. */
  readonly tornBytes: number;
  /** Numbers skipped when it was opened, because the files ended below `firstNumber`: records that were lost. */
  readonly missingRecords: number;

  private constructor(options: JournalOptions, segments: Segment[], endSequence: number, tornBytes: number) {
    this.#options = options;
    this.#segments = segments;
    this.#nextSequence = Math.max(endSequence, options.firstNumber ?? 1);
    this.tornBytes = tornBytes;
    this.missingRecords = this.#nextSequence - endSequence;
  }

  /** Opens or creates the journal; a torn tail is cut off behind the last good record. */
  static async open(options: JournalOptions): Promise<Journal> {
    await mkdir(options.directory, { recursive: true });
    const names = (await readdir(options.directory)).filter((name) => name.endsWith(SUFFIX)).sort();
    const segments: Segment[] = [];
    let nextSequence = 1;
    let tornBytes = 0;
    for (const [index, name] of names.entries()) {
      const path = join(options.directory, name);
      const firstSequence = firstSequenceOf(name);
      const following = names[index + 1];
      if (following === undefined) {
        const last = await loadLastSegment(path, firstSequence);
        segments.push(last.segment);
        tornBytes = last.tornBytes;
        nextSequence = firstSequence + last.segment.records;
      } else {
        // Closed ones are not read: how many records they hold is in the name of the next.
        const records = firstSequenceOf(following) - firstSequence;
        segments.push({ path, firstSequence, records, bytes: (await stat(path)).size });
      }
    }
    return new Journal(options, segments, nextSequence, tornBytes);
  }

  /** Number that the next record will get. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Number of the oldest record still held; equals `nextSequence` when there is none. */
  get firstSequence(): number {
    return this.#segments[0]?.firstSequence ?? this.#nextSequence;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Records removed because the journal was full, since it was opened. */
  get discardedRecords(): number {
    return this.#discardedRecords;
  }

  /** Takes a record in; it is durable when a `flush` called later returns. */
  append(payload: Buffer): number {
    this.#pending.push(encodeRecord(payload));
    this.#pendingRecords++;
    return this.#nextSequence++;
  }

  /**
   * Writes and syncs all that was appended before the call. Calls that come while one is under way share the
   * next one: that is the group commit.
   */
  flush(): Promise<void> {
    if (!this.#flushing) {
      this.#flushing = this.#write().finally(() => {
        this.#flushing = undefined;
      });
      return this.#flushing;
    }
    this.#nextFlush ??= this.#flushing
      .catch(() => undefined) // its own callers are told; the next attempt stands for itself
      .then(() => {
        this.#nextFlush = undefined;
        return this.flush();
      });
    return this.#nextFlush;
  }

  async #write(): Promise<void> {
    if (this.#pending.length === 0) return;
    const batch = Buffer.concat(this.#pending);
    const records = this.#pendingRecords;
    const firstSequence = this.#nextSequence - records;
    this.#pending = [];
    this.#pendingRecords = 0;
    try {
      const segment = await this.#segmentFor(firstSequence);
      const file = this.#file ?? (await open(segment.path, 'r+'));
      this.#file = file;
      await writeFully(file, batch, segment.bytes);
      await file.datasync();
      segment.bytes += batch.length;
      segment.records += records;
    } catch (error) {
      // Not on disk: it goes first with the next attempt, so that numbers and order hold.
      this.#pending.unshift(batch);
      this.#pendingRecords += records;
      throw error;
    }
    await this.#discardOverflow();
  }

  async #segmentFor(firstSequence: number): Promise<Segment> {
    const last = this.#segments.at(-1);
    const joins = last && last.firstSequence + last.records === firstSequence;
    if (joins && last.bytes < this.#options.segmentBytes) return last;
    const path = segmentPath(this.#options.directory, firstSequence);
    const next = await open(path, 'w');
    await this.#file?.close();
    this.#file = next;
    await syncDirectory(this.#options.directory);
    const segment: Segment = { path, firstSequence, records: 0, bytes: 0 };
    this.#segments.push(segment);
    return segment;
  }

  async #discardOverflow(): Promise<void> {
    while (this.#segments.length > 1 && this.bytes > this.#options.maxBytes) {
      this.#discardedRecords += this.#segments[0]?.records ?? 0;
      await this.#removeOldest();
    }
  }

  async #removeOldest(): Promise<void> {
    const oldest = this.#segments.shift();
    if (oldest) await unlink(oldest.path);
  }

  /** Removes the segments in which every record is numbered below `sequence`. */
  async discardBefore(sequence: number): Promise<void> {
    while (this.#segments.length > 1 && (this.#segments[1]?.firstSequence ?? 0) <= sequence) {
      await this.#removeOldest();
    }
  }

  /** Flushed records from a number on, oldest first; starts at the oldest still held. */
  async *read(fromSequence: number): AsyncGenerator<JournalRecord> {
    for (const segment of [...this.#segments]) {
      if (segment.firstSequence + segment.records <= fromSequence) continue;
      const file = await readFile(segment.path).catch(removedMeanwhile);
      if (!file) continue;
      const bytes = file.subarray(0, segment.bytes);
      let sequence = segment.firstSequence;
      for (const payload of decodeRecords(bytes).payloads) {
        if (sequence >= fromSequence) yield { sequence, payload };
        sequence++;
      }
    }
  }

  /** Flushes and closes. */
  async close(): Promise<void> {
    await this.flush();
    await this.#file?.close();
    this.#file = undefined;
  }
}

/** A segment that went while the journal was read is like one that went before. */
function removedMeanwhile(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
