/** `canhmang backup` and `canhmang restore`: beside the collector. */
import { resolve } from 'node:path';
import type { BackupAnswer } from '../../collector/api/types/collector.ts';
import { restore } from '../../collector/backup/restore.ts';
import { EXIT } from '../../config/error.ts';
import { postJson } from '../api-client.ts';
import { ownCollectorUrl, withOwnCollector } from '../own-collector.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

export interface BackupCommandOptions {
  readonly config?: string;
  readonly data?: string;
  readonly url?: string;
}

const MEGABYTE = 1024 * 1024;
/** A store of years is copied in this time. */
const TIMEOUT_MS = 4 * 3_600_000;

/** Asks the running collector: who reads the ledger may do this. */
export async function runBackup(
  { out, say, t }: Terminal,
  options: BackupCommandOptions,
  target: string,
): Promise<number> {
  const config = configOf(options);
  const folder = resolve(target);
  const place = { data: dataFolderOf(options, config), url: ownCollectorUrl(options, config) };
  const answer = await withOwnCollector({ ...place, holder: `backup-${process.pid}` }, (api) =>
    postJson<BackupAnswer>(api, '/api/v1/backup', { folder }, TIMEOUT_MS),
  );
  out(folder);
  say(t('backup.made', { files: String(answer.files), megabytes: (answer.bytes / MEGABYTE).toFixed(1) }));
  if (!answer.measurements) say(t('backup.server'));
  return EXIT.ok;
}

export async function runRestore(
  { say, t }: Terminal,
  options: { readonly data: string; readonly configFolder?: string },
  backup: string,
): Promise<number> {
  const data = resolve(options.data);
  const config = resolve(options.configFolder ?? `${data}-config`);
  const { madeAt, measurements } = await restore(resolve(backup), data, config);
  say(t('backup.restored', { madeAt, data, config }));
  if (!measurements) say(t('backup.server'));
  return EXIT.ok;
}
