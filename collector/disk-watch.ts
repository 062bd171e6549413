/** The collector's own disk, measured as agents measure theirs: a rule like any other tells when it runs full. */
import { statfs } from 'node:fs/promises';
import { setInterval } from 'node:timers';
import type { Logger } from 'pino';
import { formatPoint } from '../model/line-protocol.ts';

const EVERY_MS = 60_000;
/** In the place of an agent's id. */
const OBSERVER = 'collector';

export interface DiskWatchParts {
  /** The data folder. */
  readonly path: string;
  /** Site that the collector stands at; `undefined`: not in the inventory, and nobody could be told where. */
  readonly site: string | undefined;
  readonly accept: (line: string) => Promise<unknown>;
  readonly now: () => number;
  readonly logger: Logger;
}

/** One measurement in line protocol; names and percentage as Telegraf's and df's. */
export async function measureDisk({ path, site = '', now }: DiskWatchParts): Promise<string> {
  const { bsize, blocks, bfree, bavail } = await statfs(path, { bigint: true });
  const used = blocks - bfree;
  const fields = {
    total: blocks * bsize,
    free: bavail * bsize,
    used: used * bsize,
    used_percent: (100 * Number(used)) / Math.max(1, Number(used + bavail)),
  };
  const tags = { site, agent: OBSERVER, path };
  return formatPoint({ measurement: 'disk', tags, fields, timeMs: now() }) ?? '';
}

/** Measures every minute until it is stopped. */
export function startDiskWatch(parts: DiskWatchParts): { stop(): void } {
  if (parts.site === undefined) return { stop() {} };
  const measure = async () => {
    try {
      await parts.accept(await measureDisk(parts));
    } catch (error) {
      parts.logger.error({ err: error }, 'collector: its disk cannot be measured');
    }
  };
  void measure();
  const timer = setInterval(() => void measure(), EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
