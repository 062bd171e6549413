/** The journal's files: how they are called, made durable and brought into order. */
import type { FileHandle } from 'node:fs/promises';
import { open, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stretch of the journal in one file. */
export interface Segment {
  path: string;
  readonly firstSequence: number;
  /** Whoever wrote it; empty: nobody in particular. */
  readonly label: string;
  packed: boolean;
  bytes: number;
}

/** `0000000000000001.journal`, with a label `0000000000000001-LABEL.journal`, packed `….packed`. */
const NAME = /^(\d{16})(?:-([A-Za-z0-9-]{1,64}))?\.(journal|packed)$/;
/** Of a file that is being written whole; one that is found was left by a crash. */
const UNFINISHED = '.new';
/** Wide enough for 2^53, so that names sort as numbers do. */
const NAME_DIGITS = 16;
const LABEL = /^[A-Za-z0-9-]{0,64}$/;

/** Path of a segment. @throws RangeError when the label is not of letters, digits and hyphens. */
export function segmentPath(
  directory: string,
  { firstSequence, label, packed }: Pick<Segment, 'firstSequence' | 'label' | 'packed'>,
): string {
  if (!LABEL.test(label)) throw new RangeError(`journal label "${label}"`);
  const number = String(firstSequence).padStart(NAME_DIGITS, '0');
  return join(directory, `${number}${label === '' ? '' : `-${label}`}.${packed ? 'packed' : 'journal'}`);
}

/** The segments of a folder in order, their sizes not yet known. A folder that is not there has none. */
export async function findSegments(directory: string): Promise<Segment[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return [];
  });
  const segments: Segment[] = [];
  for (const name of names.sort()) {
    const match = NAME.exec(name);
    if (name.endsWith(`.packed${UNFINISHED}`)) await unlink(join(directory, name)).catch(() => undefined);
    if (!match) continue;
    const [, number, label = '', form] = match;
    const segment = { path: join(directory, name), firstSequence: Number(number), label, bytes: 0 };
    const before = segments.at(-1);
    if (before?.firstSequence === segment.firstSequence && before.label === label) {
      // It was packed, and its plain form had not been removed yet; `packed` sorts behind `journal`.
      await unlink(before.path).catch(() => undefined);
      segments.pop();
    }
    segments.push({ ...segment, packed: form === 'packed' });
  }
  return segments;
}

/** Makes the folder's own entries durable: a new file's name is not, until its folder is synced. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file that is there whole or not at all, whatever happens meanwhile. */
export async function writeWhole(directory: string, path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}${UNFINISHED}`;
  try {
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

/** Writes all of it, however often the system takes a part only. */
export async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
