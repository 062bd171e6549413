/** Other files in the place of an installation's own: what they would change, and putting them there. */
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import type { Change } from '../model/inventory-changes.ts';
import { changesOf } from '../model/inventory-changes.ts';
import { reasonOf, UserError } from './error.ts';
import type { LoadedConfig } from './load.ts';
import { loadConfig } from './load.ts';
import type { Problem } from './problem.ts';
import { ConfigError } from './problem.ts';

export interface Replacement {
  readonly from: string;
  /** Of the configuration, absolute. */
  readonly to: string;
}

export type Compared = { readonly problems: readonly Problem[] } | { readonly changes: readonly Change[] };

/** The configuration with the other files in the place of its own, checked as a whole. */
export function compareInventory(
  config: LoadedConfig,
  files: readonly Replacement[],
  today: string,
): Compared {
  const replaced = new Map(files.map(({ from, to }) => [to, from]));
  try {
    const other = loadConfig(config.path, today, (file) => replaced.get(file) ?? file);
    // What was left out before is no fault of these files.
    const known = new Set(config.leftOut.map(keyOf));
    const problems = other.leftOut.filter((problem) => !known.has(keyOf(problem)));
    return problems.length > 0 ? { problems } : { changes: changesOf(config.inventory, other.inventory) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problems: error.problems };
  }
}

function keyOf({ code, place, params }: Problem): string {
  return JSON.stringify([code, basename(place.file), params]);
}

/**
 * Each file is there as a whole or not at all; what was there before is kept as `.bak`.
 * @throws UserError that names the file.
 */
export function putInPlace(files: readonly Replacement[]): void {
  for (const { from, to } of files) {
    try {
      if (existsSync(to)) copyFileSync(to, `${to}.bak`);
      copyFileSync(from, `${to}.new`);
      renameSync(`${to}.new`, to);
    } catch (error) {
      throw new UserError('folder_unusable', { path: to, reason: reasonOf(error) });
    }
  }
}
