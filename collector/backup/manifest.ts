/** What a backup holds: the list of its files, by which a restore knows that all of it is there and undamaged. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

export const MANIFEST = 'manifest.json';

const manifestSchema = z.object({
  format: z.literal(1),
  /** Version of the program that made it. */
  version: z.string(),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
  /** Whether the measurements are in it, or in a server that is backed up by its own means. */
  measurements: z.boolean(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
});
export type Manifest = z.output<typeof manifestSchema>;

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Every file under a folder, with slashes, in order. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

export async function describeFiles(folder: string): Promise<Manifest['files']> {
  const files: Manifest['files'] = [];
  for (const path of await filesUnder(folder)) {
    const whole = join(folder, path);
    files.push({ path, bytes: (await stat(whole)).size, sha256: await sha256Of(whole) });
  }
  return files;
}

/** @returns `undefined` when the folder is no backup. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Files of a backup that are missing or are not as they were. */
export async function damagedFiles(folder: string, { files }: Manifest): Promise<string[]> {
  const damaged: string[] = [];
  for (const { path, bytes, sha256 } of files) {
    const whole = join(folder, path);
    const size = await stat(whole).then(
      (found) => found.size,
      () => undefined,
    );
    if (size !== bytes || (await sha256Of(whole)) !== sha256) damaged.push(path);
  }
  return damaged;
}
