/**
 * The driver for InfluxDB 2.x and 3.x. Debian has neither: here Debian's InfluxDB 1.6 takes the writes, which a
 * proxy carries from 2.x's path to 1.x's, and answers the InfluxQL. That 2.x's path itself is spoken rightly is
 * shown with VictoriaMetrics, which answers it (test/integration/influxdb2-write.test.ts).
 */
import { afterAll, beforeAll } from 'vitest';
import { Influxdb2Link } from '../../collector/store/influxdb2/link.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { startInfluxdb } from '../setup/influxdb.ts';
import type { V2Proxy } from '../setup/influxdb-v2-proxy.ts';
import { startV2Proxy } from '../setup/influxdb-v2-proxy.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { metricStoreSuite } from './metric-store.suite.ts';
import { KEPT, openServerStore, rollUpAll, storeFiles } from './open-server-store.ts';

describeWith(needs('influxdb'), 'InfluxDB 1.6 behind the write path of 2.x', () => {
  let server: DatabaseServer;
  let proxy: V2Proxy;
  let link: Influxdb2Link;
  let buckets = 0;
  beforeAll(async () => {
    server = await startInfluxdb();
    proxy = await startV2Proxy(server.url);
  });
  afterAll(async () => {
    await proxy.close();
    await server.close();
  });

  metricStoreSuite({
    name: 'influxdb2',
    capabilities: { values: 'typed', retention: 'server' },
    fresh() {
      const files = storeFiles();
      const bucket = `bucket ${buckets++}`;
      const connection = { url: proxy.url, timeout: 10_000, org: 'tỉnh', bucket };
      return () => {
        link = new Influxdb2Link({ kind: 'influxdb2', ...connection, ...KEPT }, 'a-token');
        return openServerStore(link, files);
      };
    },
    rollUp: rollUpAll,
    writePast: (points) => link.send(points),
  });
});
