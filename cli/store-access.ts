/** Metric stores as commands use them, beside a collector that may run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { MetricStore } from '../collector/store/metric-store.ts';
import { openStore } from '../collector/store/open-store.ts';
import { StoreAway } from '../collector/store/store-away.ts';
import { EXIT, UserError } from '../config/error.ts';
import { loadConfig } from '../config/load.ts';
import type { StoreSettings } from '../config/schema/store.ts';
import { storeSchema } from '../config/schema/store.ts';
import { ownCollectorUrl } from './own-collector.ts';
import { configOf, dataFolderOf } from './settings.ts';
import { withStoreCopy } from './store-copy.ts';

export interface StoreCommandOptions {
  readonly config?: string;
  readonly data?: string;
}

/** Of commands that only read. */
export interface ReadStoreOptions extends StoreCommandOptions {
  /** Address of the collector, which has the embedded store while it runs. */
  readonly url?: string;
}

export interface OtherStoreOptions extends StoreCommandOptions {
  /** Configuration of the store that history comes from; the embedded one of the data folder when left out. */
  readonly from?: string;
}

/** How people call a store. */
export function storeName(settings: StoreSettings): string {
  return settings.kind === 'embedded' ? settings.kind : `${settings.kind} ${settings.url}`;
}

/**
 * Opens the store of the configuration for as long as the work takes.
 * @throws UserError when the embedded one is in use, or a server does not answer.
 */
export function withStore<T>(
  options: StoreCommandOptions,
  work: (store: MetricStore) => Promise<T>,
): Promise<T> {
  const config = configOf(options);
  return withSettings(config.installation.store, dataFolderOf(options, config), work);
}

/**
 * Opens the store of the configuration to read it; where a running collector has it, a copy as of now.
 * @param sayCopied told before a copy is made, which takes a while.
 * @throws UserError when neither can be had.
 */
export async function withReadStore<T>(
  options: ReadStoreOptions,
  sayCopied: () => void,
  work: (store: MetricStore) => Promise<T>,
): Promise<T> {
  const config = configOf(options);
  const data = dataFolderOf(options, config);
  const { store } = config.installation;
  if (store.kind === 'embedded' && !existsSync(join(data, 'metrics.duckdb')))
    throw new UserError('store_none', { path: data });
  try {
    return await withSettings(store, data, work);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'store_locked') throw error;
    sayCopied();
    return await withStoreCopy({ data, url: ownCollectorUrl(options, config) }, (folder) =>
      withSettings(store, folder, work),
    );
  }
}

/** Opens the store that history comes from, and that of the configuration. */
export async function withBothStores<T>(
  options: OtherStoreOptions,
  work: (from: MetricStore, to: MetricStore, names: { from: string; to: string }) => Promise<T>,
): Promise<T> {
  const config = configOf(options);
  const data = dataFolderOf(options, config);
  const to = config.installation.store;
  const from: StoreSettings =
    options.from === undefined
      ? storeSchema.parse({ kind: 'embedded' })
      : loadConfig(options.from, new Date().toISOString().slice(0, 10)).installation.store;
  const names = { from: storeName(from), to: storeName(to) };
  if (names.from === names.to) throw new UserError('store_same', { store: names.to });
  if (from.kind === 'embedded' && !existsSync(join(data, 'metrics.duckdb')))
    throw new UserError('store_none', { path: data });
  try {
    return await withSettings(from, data, (source) =>
      withSettings(to, data, (target) => work(source, target, names)),
    );
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'store_locked') throw error;
    throw new UserError('store_still_used', { path: data, store: names.to });
  }
}

async function withSettings<T>(
  settings: StoreSettings,
  data: string,
  work: (store: MetricStore) => Promise<T>,
): Promise<T> {
  if (!existsSync(data)) throw new UserError('data_unusable', { path: data, reason: 'ENOENT' });
  try {
    const place = { folder: data, isVisitor: true, now: Date.now, logger: pino({ level: 'silent' }) };
    const store = await openStore(settings, place);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreAway)) throw error;
    throw new UserError(
      'store_away',
      { store: storeName(settings), reason: error.message },
      EXIT.unreachable,
    );
  }
}
