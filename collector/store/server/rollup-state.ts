/** Which hours have to be rolled up: a file of ours, because a server does not know what came late. */
import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Beginning of the names of files that commands leave beside ours: hours that they have loaded points of. */
export const LEFT_ROLLUPS = 'store-rollups-left-';

const schema = z.object({
  /** Identity of the store whose hours they are. */
  store: z.string(),
  hours: z.array(z.number()),
  rolledUntilMs: z.number(),
});
export type RollupState = z.output<typeof schema>;

/** @returns `undefined` when there is none that can be read, or it is of another store. */
export async function readRollupState(path: string, store: string): Promise<RollupState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const known = schema.safeParse(JSON.parse(text));
    return known.success && known.data.store === store ? known.data : undefined;
  } catch {
    return undefined;
  }
}

/** Durable when it returns; the file is whole at every moment. */
export async function writeRollupState(path: string, state: RollupState): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(`${JSON.stringify(state)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** Hours that commands have left beside a state file, and how to let go of them once they are in it. */
export async function readLeftHours(
  path: string,
  store: string,
): Promise<{ hours: number[]; forget: () => Promise<void> }> {
  const names = (await readdir(dirname(path))).filter(
    (name) => name.startsWith(LEFT_ROLLUPS) && name.endsWith('.json'),
  );
  const paths = names.map((name) => join(dirname(path), name));
  const states = await Promise.all(paths.map((left) => readRollupState(left, store)));
  return {
    hours: states.flatMap((state) => state?.hours ?? []),
    async forget() {
      for (const left of paths) await unlink(left);
    },
  };
}
