import { join } from 'node:path';
import { EmbeddedStore } from '../../collector/store/embedded/store.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { tempFolder } from '../unit/journal/temp-folder.ts';
import { metricStoreSuite } from './metric-store.suite.ts';

/** Never by itself: tests say when. */
const NO_TIMER_MS = 3_600_000;
const EVER_MS = 50 * 365 * 86_400_000;

metricStoreSuite({
  name: 'embedded',
  capabilities: { values: 'exact', retention: 'driver' },
  fresh() {
    const path = join(tempFolder(), 'metrics.duckdb');
    const keep = { rawMs: EVER_MS, rollUpsMs: EVER_MS };
    return () => EmbeddedStore.open({ path, logger: silent, flushEveryMs: NO_TIMER_MS, keep, now: Date.now });
  },
  async rollUp(store) {
    if (store instanceof EmbeddedStore) await store.upkeep();
  },
});
