/** Opens the metric store that the configuration names; a driver's package is loaded when it is the one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { reasonOf, UserError } from '../../config/error.ts';
import type { StoreSettings } from '../../config/schema/store.ts';
import type { MetricStore } from './metric-store.ts';
import type { ServerLink } from './server/link.ts';
import { ServerStore } from './server/server-store.ts';

export interface StorePlace {
  /** The data folder. */
  readonly folder: string;
  readonly now: () => number;
  readonly logger: Logger;
}

/** @throws UserError when a file with a secret cannot be read; a server that is away is no error. */
export async function openStore(settings: StoreSettings, place: StorePlace): Promise<MetricStore> {
  if (settings.kind === 'embedded') {
    const { EmbeddedStore } = await import('./embedded/store.ts');
    return EmbeddedStore.open({
      path: join(place.folder, 'metrics.duckdb'),
      logger: place.logger,
      keep: { rawMs: settings.keep_raw, rollUpsMs: settings.keep_rollups },
      now: place.now,
    });
  }
  return ServerStore.open({
    link: await openLink(settings, place),
    positionPath: join(place.folder, 'store-position.json'),
    now: place.now,
    logger: place.logger,
    wait: (delayMs, signal) => delay(delayMs, undefined, { signal }),
  });
}

async function openLink(
  settings: Exclude<StoreSettings, { kind: 'embedded' }>,
  { folder, now }: StorePlace,
): Promise<ServerLink> {
  switch (settings.kind) {
    case 'influxdb1': {
      const { Influxdb1Link } = await import('./influxdb1/link.ts');
      const rollups = join(folder, 'store-rollups.json');
      return new Influxdb1Link(settings, secretIn(settings.password_file), rollups);
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
