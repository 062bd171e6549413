/**
 * A copy of everything, to start from elsewhere: ledger, measurements, the ingest log that leads from the one to the
 * other, tokens of the agents on this machine, configuration. In this order: what comes later in the log than
 * ledger or store is replayed at the start, and each skips what it has.
 */
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { parse } from 'yaml';
import { reasonOf, UserError } from '../../config/error.ts';
import { VERSION } from '../../model/version.ts';
import type { DataFolder } from '../data-folder.ts';
import { copyDatabase } from '../ledger/sqlite/open.ts';
import { describeFiles, MANIFEST, type Manifest } from './manifest.ts';

export interface BackupParts {
  readonly folder: Pick<DataFolder, 'ledger' | 'ingestLog' | 'agents'>;
  /** Path of the configuration file. */
  readonly configPath: string;
  /** Copies the measurements; `undefined`: they are in a server. */
  readonly backUpStore: ((folder: string) => Promise<void>) | undefined;
  readonly now: () => number;
}

/**
 * Makes a backup in a folder that is not there yet, or empty. The ingest log must lose nothing meanwhile.
 * @throws UserError when the folder cannot be used.
 */
export async function backUp(parts: BackupParts, target: string): Promise<Manifest> {
  const data = join(target, 'data');
  await makeEmptyFolder(target);
  await mkdir(data, { mode: 0o700 });
  copyDatabase(parts.folder.ledger, join(data, 'ledger.sqlite'));
  await parts.backUpStore?.(data);
  // The file that is written to may end in half a record: it is cut off when the copy is opened.
  await cp(parts.folder.ingestLog, join(data, 'ingest-log'), { recursive: true });
  await copyTokens(parts.folder.agents, join(data, 'agents'));
  await copyConfig(parts.configPath, join(target, 'config'));
  const manifest: Manifest = {
    format: 1,
    version: VERSION,
    madeAt: new Date(parts.now()).toISOString(),
    measurements: parts.backUpStore !== undefined,
    files: await describeFiles(target),
  };
  // Last: a folder without it is no backup.
  await writeFile(join(target, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return manifest;
}

/** @throws UserError when it is there and not empty, or cannot be made. */
export async function makeEmptyFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if ((await readdir(path)).length === 0) return;
  } catch (error) {
    throw new UserError('folder_unusable', { path, reason: reasonOf(error) });
  }
  throw new UserError('folder_not_empty', { path });
}

/** Not their spools: what is in them is the agents' until the collector has it. */
async function copyTokens(agents: string, target: string): Promise<void> {
  for (const id of await readdir(agents).catch(() => [])) {
    await mkdir(join(target, id), { recursive: true, mode: 0o700 });
    const token = join(agents, id, 'token');
    await copyFile(token, join(target, id, 'token')).catch((error) => {
      if (reasonOf(error) !== 'ENOENT') throw error;
    });
  }
}

/** The file, and every file or folder beside or below it that it names. */
async function copyConfig(path: string, target: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(target, { mode: 0o700 });
  await copyFile(path, join(target, basename(path)));
  for (const name of textsIn(parse(await readFile(path, 'utf8')))) {
    const place = relative(folder, join(folder, name));
    if (place === '' || place.startsWith('..') || isAbsolute(name)) continue;
    await cp(join(folder, place), join(target, place), { recursive: true }).catch((error) => {
      // Most texts are no names of files.
      if (!['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(reasonOf(error)))
        throw error;
    });
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
