/** Which batch of the ingest log a server has: a file of ours, because a server has no place for it. */
import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';

const schema = z.object({ store: z.string(), sequence: z.int().min(0) });

/** @returns 0 when there is none, or it is of another server: that one is given all that the log still has. */
export async function readPosition(path: string, store: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 0;
  const known = schema.safeParse(parse(text));
  return known.success && known.data.store === store ? known.data.sequence : 0;
}

/** A file that a power cut left empty says nothing: points given again are stored once all the same. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Durable when it returns; the file is whole at every moment. */
export async function writePosition(path: string, store: string, sequence: number): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(`${JSON.stringify({ store, sequence })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
