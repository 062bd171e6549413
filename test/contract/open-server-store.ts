/** Opens a store on a server for the contract's tests: by a clock that stands where their points are. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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

export function openServerStore(link: ServerLink, positionPath: string) {
  const wait = (delayMs: number, signal: AbortSignal) => delay(delayMs, undefined, { signal });
  return ServerStore.open({ link, positionPath, now, logger: silent, wait });
}
