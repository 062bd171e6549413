/** What VictoriaMetrics was started with: how long it keeps values cannot be changed from outside. */
import type { Finding } from '../server/link.ts';
import { keptFor, retentionPeriodMs } from '../server/retention.ts';
import { StoreAway } from '../store-away.ts';
import type { VictoriaMetricsClient } from './client.ts';

interface CheckedServer {
  readonly url: string;
  readonly client: Pick<VictoriaMetricsClient, 'text'>;
  readonly keepMs: number;
  /** The key of the configuration that says so. */
  readonly setting: 'keep_raw' | 'keep_rollups';
}

/** Value of a flag in the list at `/flags`: a line each, as `-name="value"`. */
function flagIn(list: string, name: string): string | undefined {
  return new RegExp(`^-?${name.replaceAll('.', '\\.')}="?([^"\\n]*)"?$`, 'm').exec(list)?.[1];
}

/** @throws StoreAway when a server does not answer at all. */
export async function checkRetention(servers: readonly CheckedServer[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { url, client, keepMs, setting } of servers) {
    const wanted = keptFor(keepMs);
    const list = await client.text('/flags').catch((error) => {
      if (error instanceof StoreAway && error.status === undefined) throw error;
      return '';
    });
    const text = flagIn(list, 'retentionPeriod');
    const keptMs = text === undefined ? undefined : retentionPeriodMs(text);
    if (keptMs === undefined)
      findings.push(
        `how long ${url} keeps values cannot be read: see that it was started with -retentionPeriod=${wanted}`,
      );
    else if (keptMs < keepMs)
      findings.push(
        `${url} keeps values for ${keptFor(keptMs)} only, ${setting} says ${wanted}: start it with -retentionPeriod=${wanted}`,
      );
    const interval = flagIn(list, 'dedup.minScrapeInterval');
    if (interval !== undefined && !/^1ms$/.test(interval))
      findings.push(
        `${url} was started without -dedup.minScrapeInterval=1ms: values that are sent again count twice`,
      );
  }
  return findings;
}
