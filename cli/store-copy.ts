/** A copy of the embedded store of a running collector, for as long as a command reads it. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreCopyAnswer } from '../collector/api/types/collector.ts';
import { postJson } from './api-client.ts';
import { withOwnCollector } from './own-collector.ts';

/** In the data folder, where the collector may write and there is room for measurements. */
const PREFIX = 'store-copy-';
/** A store of years is copied in this time. */
const TIMEOUT_MS = 4 * 3_600_000;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Copies of commands that were killed. */
function removeLeft(data: string): void {
  for (const name of readdirSync(data)) {
    if (!name.startsWith(PREFIX) || isRunning(Number(name.slice(PREFIX.length)))) continue;
    rmSync(join(data, name), { recursive: true, force: true });
  }
}

/**
 * Has the collector copy its store, and removes the copy when the work is done, or called off with Ctrl-C.
 * @throws UserError when the collector cannot be asked.
 */
export async function withStoreCopy<T>(
  { data, url }: { readonly data: string; readonly url: string },
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(data, `${PREFIX}${process.pid}`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const callOff = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  removeLeft(data);
  process.once('SIGINT', callOff).once('SIGTERM', callOff);
  try {
    await withOwnCollector({ data, url, holder: `store-copy-${process.pid}` }, (api) =>
      postJson<StoreCopyAnswer>(api, '/api/v1/store/copy', { folder }, TIMEOUT_MS),
    );
    return await work(folder);
  } finally {
    process.off('SIGINT', callOff).off('SIGTERM', callOff);
    remove();
  }
}
