/** Debian's InfluxDB 1.6 on loopback. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseServer } from './database-server.ts';
import { startDatabase } from './database-server.ts';
import { loopbackEndpoint, written } from './loopback.ts';

/** Resolves when it answers. */
export function startInfluxdb(): Promise<DatabaseServer> {
  const [http, backup] = [loopbackEndpoint(), loopbackEndpoint()];
  return startDatabase((folder) => {
    const config = join(folder, 'influxdb.conf');
    writeFileSync(
      config,
      `reporting-disabled = true
bind-address = "${written(backup)}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "${written(http)}"
  log-enabled = false
[monitor]
  store-enabled = false
[logging]
  level = "error"
`,
    );
    return { command: 'influxd', args: ['-config', config], url: `http://${written(http)}`, ready: '/ping' };
  });
}
