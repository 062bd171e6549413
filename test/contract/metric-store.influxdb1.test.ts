/** The driver for InfluxDB 1.x on Debian's InfluxDB 1.6. */
import { afterAll, beforeAll } from 'vitest';
import { Influxdb1Link } from '../../collector/store/influxdb1/link.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { startInfluxdb } from '../setup/influxdb.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { metricStoreSuite } from './metric-store.suite.ts';
import { KEPT, openServerStore, rollUpAll, storeFiles } from './open-server-store.ts';

describeWith(needs('influxdb'), 'InfluxDB 1.6', () => {
  let server: DatabaseServer;
  let link: Influxdb1Link;
  let databases = 0;
  beforeAll(async () => {
    server = await startInfluxdb();
  });
  afterAll(() => server.close());

  metricStoreSuite({
    name: 'influxdb1',
    capabilities: { values: 'typed', retention: 'driver' },
    fresh() {
      const files = storeFiles();
      const database = `contract "${databases++}"`;
      const settings = {
        kind: 'influxdb1' as const,
        url: server.url,
        timeout: 10_000,
        database,
        ...KEPT,
      };
      return () => {
        link = new Influxdb1Link(settings, undefined);
        return openServerStore(link, files);
      };
    },
    rollUp: rollUpAll,
    writePast: (points) => link.send(points),
  });
});
