/** The driver for VictoriaMetrics on Debian's VictoriaMetrics 1.79. */
import { afterAll, beforeAll } from 'vitest';
import { VictoriaMetricsLink } from '../../collector/store/victoriametrics/link.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { startVictoriaMetrics } from '../setup/victoria-metrics.ts';
import { metricStoreSuite } from './metric-store.suite.ts';
import { KEPT, now, openServerStore, rollUpAll, storeFiles } from './open-server-store.ts';

describeWith(needs('victoria-metrics'), 'VictoriaMetrics 1.79', () => {
  let server: DatabaseServer;
  let link: VictoriaMetricsLink;
  beforeAll(async () => {
    server = await startVictoriaMetrics();
  });
  afterAll(() => server.close());

  metricStoreSuite({
    name: 'victoriametrics',
    capabilities: { values: 'floats', retention: 'server' },
    fresh() {
      const files = storeFiles();
      const settings = { kind: 'victoriametrics' as const, url: server.url, timeout: 10_000, ...KEPT };
      let emptied = false;
      return async () => {
        // It has no databases: each test begins with an empty one.
        const everything = new URLSearchParams({ 'match[]': '{__name__!=""}' });
        if (!emptied)
          await fetch(`${server.url}/api/v1/admin/tsdb/delete_series?${everything}`, { method: 'POST' });
        emptied = true;
        const options = { password: undefined, now, durableAfterMs: 0 };
        link = new VictoriaMetricsLink(settings, options);
        return openServerStore(link, files);
      };
    },
    rollUp: rollUpAll,
    writePast: (points) => link.send(points),
    async shown() {
      await fetch(`${server.url}/internal/force_flush`);
    },
  });
});
