/** The collector's measurements of itself: what it needs, whether it keeps up, and whether it is heard. */
import type { Point } from '../../model/point.ts';
import { VERSION } from '../../model/version.ts';
import type { FigureSources } from '../figures.ts';
import { countOutbox } from '../notify/outbox.ts';
import type { Origin } from './own-points.ts';

/** Percent of one core since the call before. */
function cpuMeter(): () => number {
  let before = process.cpuUsage();
  let beforeMs = performance.now();
  return () => {
    const used = process.cpuUsage(before);
    const nowMs = performance.now();
    const percent = (used.user + used.system) / 10 / Math.max(1, nowMs - beforeMs);
    before = process.cpuUsage();
    beforeMs = nowMs;
    return percent;
  };
}

export function selfMeter(sources: FigureSources, origin: Origin): () => Promise<Point> {
  const cpuPercent = cpuMeter();
  return async () => {
    const { figures, waitingValues, logBytes } = sources.ingest();
    const { store } = sources;
    const outbox = await countOutbox(sources.ledger);
    return {
      measurement: 'collector',
      tags: origin.tags,
      fields: {
        version: VERSION,
        uptime: process.uptime(),
        ingest_batches: BigInt(figures.batches),
        ingest_points: BigInt(figures.points),
        ingest_duplicates: BigInt(figures.duplicates),
        ingest_refused_lines: BigInt(figures.refusedLines),
        ingest_waiting_values: BigInt(waitingValues),
        ingest_log_bytes: BigInt(logBytes),
        store_away: store.away !== undefined,
        store_backlog: BigInt(store.backlog),
        store_refused_points: BigInt(store.refused),
        outbox_pending: BigInt(outbox.pending),
        outbox_dead: BigInt(outbox.dead),
        listeners: BigInt(sources.listeners()),
        rss_bytes: BigInt(process.memoryUsage.rss()),
        cpu_percent: cpuPercent(),
      },
      timeMs: origin.now(),
    };
  };
}
