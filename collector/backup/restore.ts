/** A backup put back: checked first, into folders that are not there yet or empty. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError } from '../../config/error.ts';
import { makeEmptyFolder } from './backup.ts';
import type { Manifest } from './manifest.ts';
import { damagedFiles, readManifest } from './manifest.ts';

/** Damaged files named in the message. */
const SHOWN_FILES = 5;

/**
 * @param config where the configuration goes.
 * @throws UserError when it is no backup, a file is missing or damaged, or a folder is in use; nothing is changed then.
 */
export async function restore(backup: string, data: string, config: string): Promise<Manifest> {
  const manifest = await readManifest(backup);
  if (!manifest) throw new UserError('no_backup', { path: backup });
  const damaged = await damagedFiles(backup, manifest);
  if (damaged.length > 0) {
    const files = damaged.slice(0, SHOWN_FILES).join(', ');
    throw new UserError('backup_damaged', { count: String(damaged.length), files }, EXIT.problem);
  }
  await makeEmptyFolder(data);
  await makeEmptyFolder(config);
  await cp(join(backup, 'data'), data, { recursive: true });
  await cp(join(backup, 'config'), config, { recursive: true });
  return manifest;
}
