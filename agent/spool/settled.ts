/** Which records are done with, on disk: the collector has them, or they are lost. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NumberRanges } from '../../model/number-ranges.ts';

const FILE = 'settled.json';
const documentSchema = z.object({ settled: z.string() });

/**
 * Nothing is settled where the file is missing or damaged: everything still held is sent again, and the collector
 * recognises it by epoch and number.
 * @throws when the file is there and cannot be read.
 */
export async function readSettled(directory: string): Promise<NumberRanges> {
  const text = await readFile(join(directory, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return '';
  });
  try {
    return NumberRanges.parse(documentSchema.parse(JSON.parse(text)).settled) ?? new NumberRanges();
  } catch {
    return new NumberRanges();
  }
}

/** Not synced: an old state means that batches are sent twice, and recognised. */
export async function writeSettled(directory: string, settled: NumberRanges): Promise<void> {
  const path = join(directory, FILE);
  await writeFile(`${path}.new`, JSON.stringify({ settled: String(settled) }));
  await rename(`${path}.new`, path);
}
