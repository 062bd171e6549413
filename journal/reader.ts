/** A place in a journal that moves on: each record is read from disk once. */
import { open } from 'node:fs/promises';
import type { Segment } from './files.ts';
import type { SegmentRecord } from './segment.ts';
import { scanAt } from './segment.ts';

export interface JournalRecord extends SegmentRecord {
  /** Of the segment that it is in. */
  readonly label: string;
}

export interface ReaderOptions {
  /** The journal's segments as they are now, oldest first. */
  readonly segments: () => readonly Segment[];
  /** Nothing numbered below it is given. */
  readonly from: number;
  /** Told of bytes that cannot be read. */
  readonly onDamage?: (bytes: Buffer) => void;
}

export class JournalReader {
  readonly #options: ReaderOptions;
  #next: number;
  #segment: Segment | undefined;
  /** The segment was packed when it was read. */
  #packed = false;
  #bytes: Buffer = Buffer.alloc(0);
  #position = 0;
  /** Of the segment's bytes, how many have been read from the file. */
  #loaded = 0;
  #found: readonly SegmentRecord[] = [];
  #index = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#next = options.from;
  }

  /** Nothing numbered below it will be given. */
  get next(): number {
    return this.#next;
  }

  /** The next record, as often as it is asked for; `undefined`: there is none yet. */
  async peek(): Promise<JournalRecord | undefined> {
    for (;;) {
      const record = this.#ahead();
      if (record && this.#segment) return { ...record, label: this.#segment.label };
      if (!(await this.#load())) return undefined;
    }
  }

  /** Moves on behind what `peek` gave. */
  skip(): void {
    const record = this.#found[this.#index];
    if (!record) return;
    this.#index++;
    this.#next = record.sequence + 1;
  }

  /** Gives nothing more that is numbered below `sequence`. */
  skipTo(sequence: number): void {
    this.#next = Math.max(this.#next, sequence);
  }

  #ahead(): SegmentRecord | undefined {
    for (;;) {
      const record = this.#found[this.#index];
      if (record && record.sequence >= this.#next) return record;
      if (record) this.#index++;
      else if (!this.#scan()) return undefined;
    }
  }

  #scan(): boolean {
    if (this.#position >= this.#bytes.length) return false;
    const scanned = scanAt(this.#bytes, this.#position);
    if (scanned.kind === 'damage')
      this.#options.onDamage?.(this.#bytes.subarray(this.#position, scanned.end));
    this.#position = scanned.end;
    this.#found = scanned.kind === 'records' ? scanned.records : [];
    this.#index = 0;
    return true;
  }

  /** Reads what has been added to the segment, or the next segment. @returns whether there was anything. */
  async #load(): Promise<boolean> {
    const segments = this.#options.segments();
    const current = this.#segment;
    if (current && segments.includes(current)) {
      // Packed meanwhile: the place in the plain file says nothing about the other; numbers do.
      if (current.packed !== this.#packed && current.bytes > 0) return this.#read(current, 0);
      if (current.bytes > this.#loaded) return this.#read(current, this.#loaded);
    }
    const following = segments.findIndex(
      ({ firstSequence }) => firstSequence > (current?.firstSequence ?? this.#next),
    );
    const index = current ? following : Math.max(0, (following < 0 ? segments.length : following) - 1);
    const segment = segments[index];
    if (!segment || segment === current) return false;
    this.#segment = segment;
    return this.#read(segment, 0);
  }

  async #read(segment: Segment, from: number): Promise<boolean> {
    const { bytes, packed } = segment;
    this.#bytes = Buffer.alloc(0);
    this.#position = 0;
    this.#packed = packed;
    this.#loaded = bytes;
    this.#bytes = await readPart(segment.path, from, bytes);
    return true;
  }
}

/** Bytes of a file; none of one that went meanwhile, as if it had gone before. */
async function readPart(path: string, from: number, to: number): Promise<Buffer> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!file) return Buffer.alloc(0);
  try {
    const bytes = Buffer.allocUnsafe(to - from);
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await file.close();
  }
}
