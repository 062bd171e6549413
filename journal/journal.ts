/**
 * An append-only log on disk in segments: the agent's spool and the collector's ingest log are both one.
 * What `flush` has returned for survives a power cut; records keep their order and their number for ever.
 */

import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile, stat, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import type { Segment } from './files.ts';
import { findSegments, segmentPath, syncDirectory, writeFully, writeWhole } from './files.ts';
import type { JournalRecord } from './reader.ts';
import { JournalReader } from './reader.ts';
import type { SegmentRecord } from './segment.ts';
import { encodeRecord, pack, scanAll } from './segment.ts';

export type { Segment } from './files.ts';
export type { JournalRecord } from './reader.ts';

export interface JournalOptions {
  readonly directory: string;
  /** A segment is closed when it is larger than this. Removal is by whole segments. */
  readonly segmentBytes: number;
  /** The oldest segments go when all together are larger than this. */
  readonly maxBytes: number;
  /** Records are numbered from here at least: others remember having had the numbers below it. */
  readonly firstNumber?: number;
  /** Told by every record: segments of another label are not written to. */
  readonly label?: string;
}

/** Taken in and not yet on disk. */
interface Pending extends SegmentRecord {
  readonly encoded: Buffer;
}

/** What was cut off the end of a segment: for people who look for what was lost. */
const CUT_SUFFIX = '.cut';

/** What the last segment holds; what is behind its last good record is cut off, where the disk lets us. */
async function loadLastSegment(segment: Segment): Promise<{ endSequence: number; tornBytes: number }> {
  const bytes = await readFile(segment.path);
  const { records, goodBytes } = scanAll(bytes);
  const tornBytes = bytes.length - goodBytes;
  segment.bytes = goodBytes;
  if (tornBytes > 0) {
    const cut = async () => {
      await writeFile(`${segment.path}${CUT_SUFFIX}`, bytes.subarray(goodBytes));
      await truncate(segment.path, goodBytes);
    };
    // A disk that takes nothing may still be read from; what comes next is written over it.
    await cut().catch(() => undefined);
  }
  return { endSequence: (records.at(-1)?.sequence ?? segment.firstSequence - 1) + 1, tornBytes };
}

/** Written at once: a disk that refuses is not offered all of a long queue each time. */
const PIECE_BYTES = 1024 * 1024;

/** The records from an index on that are written at once: at least one. */
function pieceOf(pending: readonly Pending[], from: number): readonly Pending[] {
  let bytes = 0;
  let to = from;
  do bytes += pending[to++]?.encoded.length ?? 0;
  while (to < pending.length && bytes + (pending[to]?.encoded.length ?? 0) <= PIECE_BYTES);
  return pending.slice(from, to);
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #label: string;
  readonly #segments: Segment[];
  /** The folder could not be made when it was opened. */
  #folderMissing = false;
  #file: FileHandle | undefined;
  /** The segment that `#file` is. */
  #open: Segment | undefined;
  #unsynced = false;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;
  #nextWrite: Promise<void> | undefined;
  #syncNext = false;
  #nextSequence: number;
  #discardedRecords = 0;
  /** Bytes cut off behind the last good record when it was opened; they are kept beside the segment. */
  readonly tornBytes: number;
  /** Numbers skipped when it was opened, because the files ended below `firstNumber`: records that were lost. */
  readonly missingRecords: number;

  private constructor(options: JournalOptions, segments: Segment[], endSequence: number, tornBytes: number) {
    this.#options = options;
    this.#label = options.label ?? '';
    this.#segments = segments;
    this.#nextSequence = Math.max(endSequence, options.firstNumber ?? 1);
    this.tornBytes = tornBytes;
    this.missingRecords = this.#nextSequence - endSequence;
  }

  /**
   * Opens or creates the journal; a torn tail is cut off behind the last good record. A disk that can be read but
   * not written is no obstacle yet: `write` and `flush` tell of it.
   */
  static async open(options: JournalOptions): Promise<Journal> {
    const folderMissing = await mkdir(options.directory, { recursive: true }).then(
      () => false,
      () => true,
    );
    const segments = await findSegments(options.directory);
    for (const segment of segments) segment.bytes = (await stat(segment.path)).size;
    const last = segments.at(-1);
    if (!last) {
      const empty = new Journal(options, segments, 1, 0);
      empty.#folderMissing = folderMissing;
      return empty;
    }
    const { endSequence, tornBytes } = await loadLastSegment(last);
    if (last.bytes === 0 && last.label !== (options.label ?? '')) {
      // Nothing will be written to it, and the next one begins with the same number.
      await unlink(last.path).catch(() => undefined);
      segments.pop();
    }
    return new Journal(options, segments, endSequence, tornBytes);
  }

  /** Number that the next record will get. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Number of the oldest record still on disk; equals `nextSequence` when there is none. */
  get firstSequence(): number {
    return this.#segments[0]?.firstSequence ?? this.#nextSequence;
  }

  /** On disk. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** In memory only. */
  get pendingBytes(): number {
    return this.#pending.reduce((sum, { encoded }) => sum + encoded.length, 0);
  }

  /** Oldest first; the last is the one that is written to. */
  get segments(): readonly Readonly<Segment>[] {
    return this.#segments;
  }

  /** Records removed because the journal was full, since it was opened. */
  get discardedRecords(): number {
    return this.#discardedRecords;
  }

  /** Takes a record in; it is durable when a `flush` called later returns. */
  append(payload: Buffer): number {
    const sequence = this.#nextSequence++;
    this.#pending.push({ sequence, payload, encoded: encodeRecord(sequence, payload) });
    return sequence;
  }

  /** Takes back the oldest record that is not on disk; its number is not used again. */
  takeBack(): SegmentRecord | undefined {
    return this.#pending.shift();
  }

  /** Takes back all records not on disk of which it is true. */
  takeBackWhere(isUnwanted: (sequence: number) => boolean): void {
    this.#pending = this.#pending.filter(({ sequence }) => !isUnwanted(sequence));
  }

  /**
   * Writes and syncs all that was appended before the call. Calls that come while one is under way share the
   * next one: that is the group commit.
   * @throws when the disk does not take it; it goes first with the next call.
   */
  flush(): Promise<void> {
    return this.#request(true);
  }

  /** Like `flush`, but leaves it to the system when it reaches the disk: it survives our end, not a power cut. */
  write(): Promise<void> {
    return this.#request(false);
  }

  #request(sync: boolean): Promise<void> {
    if (!this.#writing) {
      this.#writing = this.#write(sync).finally(() => {
        this.#writing = undefined;
      });
      return this.#writing;
    }
    this.#syncNext ||= sync;
    this.#nextWrite ??= this.#writing
      .catch(() => undefined) // its own callers are told; the next attempt stands for itself
      .then(() => {
        const syncNext = this.#syncNext;
        this.#nextWrite = undefined;
        this.#syncNext = false;
        return this.#request(syncNext);
      });
    return this.#nextWrite;
  }

  async #write(sync: boolean): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    let written = 0;
    try {
      while (written < pending.length) {
        const piece = pieceOf(pending, written);
        await this.#writePiece(piece, sync);
        written += piece.length;
      }
      if (sync && this.#unsynced) {
        await this.#file?.datasync();
        this.#unsynced = false;
      }
    } catch (error) {
      // Not on disk: it goes first with the next attempt, so that numbers and order hold.
      this.#pending = [...pending.slice(written), ...this.#pending];
      throw error;
    }
    await this.#discardOverflow();
  }

  async #writePiece(piece: readonly Pending[], sync: boolean): Promise<void> {
    const segment = await this.#segmentFor(piece[0]?.sequence ?? 0);
    const file = this.#file ?? (await open(segment.path, 'r+'));
    this.#file = file;
    this.#open = segment;
    const bytes = Buffer.concat(piece.map(({ encoded }) => encoded));
    await writeFully(file, bytes, segment.bytes);
    // What is asked to be durable counts as written only then.
    if (sync) await file.datasync();
    this.#unsynced = !sync;
    segment.bytes += bytes.length;
  }

  async #segmentFor(firstSequence: number): Promise<Segment> {
    const { directory, segmentBytes } = this.#options;
    const last = this.#segments.at(-1);
    if (last && last.label === this.#label && !last.packed && last.bytes < segmentBytes) return last;
    if (this.#unsynced) await this.#file?.datasync();
    this.#unsynced = false;
    if (this.#folderMissing) await mkdir(directory, { recursive: true });
    this.#folderMissing = false;
    const segment: Segment = { path: '', firstSequence, label: this.#label, packed: false, bytes: 0 };
    segment.path = segmentPath(directory, segment);
    const next = await open(segment.path, 'w');
    await this.#file?.close();
    this.#file = next;
    this.#open = segment;
    await syncDirectory(directory);
    this.#segments.push(segment);
    return segment;
  }

  async #discardOverflow(): Promise<void> {
    while (this.#segments.length > 1 && this.bytes > this.#options.maxBytes) {
      const [oldest, following] = this.#segments;
      if (oldest && following) this.#discardedRecords += following.firstSequence - oldest.firstSequence;
      await this.removeOldest();
    }
  }

  /** Removes the oldest segment, unless it is the one that is written to. */
  async removeOldest(): Promise<void> {
    if (this.#segments.length < 2) return;
    const oldest = this.#segments.shift();
    // Gone already is as good; one that cannot be removed now is found again at the next start.
    if (oldest) await unlink(oldest.path).catch(() => undefined);
  }

  /** Removes the segments in which every record is numbered below `sequence`. */
  async discardBefore(sequence: number): Promise<void> {
    while (this.#segments.length > 1 && (this.#segments[1]?.firstSequence ?? 0) <= sequence) {
      await this.removeOldest();
    }
  }

  /**
   * Writes the oldest closed segment that is not packed yet anew, packed.
   * @returns whether there was one.
   */
  async packOldest(): Promise<boolean> {
    const segment = this.#segments.slice(0, -1).find(({ packed }) => !packed);
    if (!segment || segment === this.#open) return false;
    const { records } = scanAll(await readFile(segment.path));
    const plainPath = segment.path;
    const path = segmentPath(this.#options.directory, { ...segment, packed: true });
    const bytes = await pack(records);
    const { atime, mtime } = await stat(plainPath);
    await writeWhole(this.#options.directory, path, bytes);
    // It holds what is as old as before.
    await utimes(path, atime, mtime);
    if (!this.#segments.includes(segment)) await unlink(path);
    Object.assign(segment, { path, packed: true, bytes: bytes.length });
    await unlink(plainPath).catch(() => undefined);
    return true;
  }

  /**
   * A place in the journal from which written records are read, oldest first.
   * @param from nothing numbered below it is given.
   * @param onDamage told of bytes that cannot be read.
   */
  reader(from: number, onDamage?: (bytes: Buffer) => void): JournalReader {
    return new JournalReader({ segments: () => this.#segments, from, ...(onDamage ? { onDamage } : {}) });
  }

  /** Written records from a number on, oldest first; starts at the oldest still held. */
  async *read(from: number): AsyncGenerator<JournalRecord> {
    const reader = this.reader(from);
    for (;;) {
      const record = await reader.peek();
      if (!record) return;
      reader.skip();
      yield record;
    }
  }

  /** Flushes and closes. */
  async close(): Promise<void> {
    await this.flush();
    await this.#file?.close();
    this.#file = undefined;
  }
}
