/** Opens the metric store that the configuration names; a driver's package is loaded when it is the one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { reasonOf, UserError } from '../../config/error.ts';
import type { StoreSettings } from '../../config/schema/store.ts';
import { lockFile } from '../ledger/sqlite/open.ts';
import type { MetricStore } from './metric-store.ts';
import type { ServerLink } from './server/link.ts';
import { LEFT_ROLLUPS } from './server/rollup-state.ts';
import type { RollupSettings } from './server/rollups.ts';
import { ServerStore } from './server/server-store.ts';

export interface StorePlace {
  /** The data folder. */
  readonly folder: string;
  /** A command beside the collector, which keeps the files of its own: what it loads is left for it to roll up. */
  readonly isVisitor?: boolean;
  readonly now: () => number;
  readonly logger: Logger;
}

/** A command that copies values out removes none. */
const EVER_MS = 100 * 365 * 86_400_000;

/** @throws UserError when another program has the embedded store, or a file with a secret cannot be read; a server that is away is no error. */
export async function openStore(settings: StoreSettings, place: StorePlace): Promise<MetricStore> {
  if (settings.kind === 'embedded') return openEmbedded(settings, place);
  return ServerStore.open({
    link: await openLink(settings, place),
    positionPath: join(place.folder, 'store-position.json'),
    rollups: rollupSettings(settings, place),
    now: place.now,
    logger: place.logger,
    wait: (delayMs, signal) => delay(delayMs, undefined, { signal }),
  });
}

function rollupSettings(
  settings: Exclude<StoreSettings, { kind: 'embedded' }>,
  { folder, isVisitor = false }: StorePlace,
): RollupSettings {
  const name = isVisitor ? `${LEFT_ROLLUPS}${process.pid}.json` : 'store-rollups.json';
  // A single VictoriaMetrics has one retention for all that is in it.
  const isOne = settings.kind === 'victoriametrics' && settings.rollups_url === undefined;
  return {
    path: join(folder, name),
    keepRawMs: isOne ? settings.keep_rollups : settings.keep_raw,
    isVisitor,
  };
}

/** One program at a time has it; a collector with a database leaves it to the command that copies it there. */
async function openEmbedded(
  settings: Extract<StoreSettings, { kind: 'embedded' }>,
  { folder, now, logger, isVisitor = false }: StorePlace,
): Promise<MetricStore> {
  const lock = lockFile(join(folder, 'metrics.lock'));
  if (!lock) throw new UserError('store_locked', { path: folder });
  try {
    const { EmbeddedStore } = await import('./embedded/store.ts');
    const keep = isVisitor
      ? { rawMs: EVER_MS, rollUpsMs: EVER_MS }
      : { rawMs: settings.keep_raw, rollUpsMs: settings.keep_rollups };
    const store = await EmbeddedStore.open({ path: join(folder, 'metrics.duckdb'), keep, now, logger });
    const close = store.close.bind(store);
    store.close = () => close().finally(lock.release);
    return store;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLink(
  settings: Exclude<StoreSettings, { kind: 'embedded' }>,
  { now }: StorePlace,
): Promise<ServerLink> {
  switch (settings.kind) {
    case 'influxdb1': {
      const { Influxdb1Link } = await import('./influxdb1/link.ts');
      return new Influxdb1Link(settings, secretIn(settings.password_file));
    }
    case 'influxdb2': {
      const { Influxdb2Link } = await import('./influxdb2/link.ts');
      return new Influxdb2Link(settings, secretIn(settings.token_file));
    }
    case 'victoriametrics': {
      const { VictoriaMetricsLink } = await import('./victoriametrics/link.ts');
      return new VictoriaMetricsLink(settings, { password: secretIn(settings.password_file), now });
    }
  }
}

/** The first line of a file. */
function secretIn(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').split('\n')[0]?.trim();
  } catch (error) {
    throw new UserError('secret_file', { path, reason: reasonOf(error) });
  }
}
