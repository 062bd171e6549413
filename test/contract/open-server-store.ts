/** Opens a store on a server for the contract's tests: by a clock that stands where their points are. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MetricStore } from '../../collector/store/metric-store.ts';
import type { ServerLink } from '../../collector/store/server/link.ts';
import { ServerStore } from '../../collector/store/server/server-store.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { tempFolder } from '../unit/journal/temp-folder.ts';
import { MINUTE, START } from './metric-store.points.ts';

export const now = () => START + 600 * MINUTE;

export function storeFiles() {
  const folder = tempFolder();
  return { position: join(folder, 'position.json'), rollups: join(folder, 'rollups.json') };
}

const YEARS_MS = 50 * 365 * 86_400_000;

/** How long values are kept by links under test. */
export const KEPT = { keep_raw: YEARS_MS, keep_rollups: YEARS_MS };

export async function rollUpAll(store: MetricStore): Promise<void> {
  if (!(store instanceof ServerStore)) throw new Error('not on a server');
  let isMore = true;
  while (isMore) isMore = await store.rollUp();
}

export function openServerStore(link: ServerLink, files: ReturnType<typeof storeFiles>) {
  const wait = (delayMs: number, signal: AbortSignal) => delay(delayMs, undefined, { signal });
  const rollups = { path: files.rollups, keepRawMs: YEARS_MS, isVisitor: false };
  return ServerStore.open({ link, positionPath: files.position, rollups, now, logger: silent, wait });
}
