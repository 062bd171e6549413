/** Debian's VictoriaMetrics 1.79 on loopback. */
import type { DatabaseServer } from './database-server.ts';
import { startDatabase } from './database-server.ts';
import { loopbackEndpoint, written } from './loopback.ts';

/** Resolves when it answers. */
export function startVictoriaMetrics(): Promise<DatabaseServer> {
  const address = written(loopbackEndpoint());
  return startDatabase((folder) => ({
    command: 'victoria-metrics',
    // As docs/stores.md asks for; and young values are shown at once, which only tests need.
    args: [
      `-storageDataPath=${folder}/data`,
      `-httpListenAddr=${address}`,
      '-retentionPeriod=100y',
      '-dedup.minScrapeInterval=1ms',
      '-search.latencyOffset=0s',
    ],
    url: `http://${address}`,
    ready: '/health',
  }));
}
