/** The collector's own disk, measured as agents measure theirs: a rule like any other tells when it runs full. */
import { statfs } from 'node:fs/promises';
import type { Point } from '../../model/point.ts';
import type { Origin } from './own-points.ts';

/** @param path the data folder. Names and percentage as Telegraf's and df's. */
export async function diskPoint(path: string, origin: Origin): Promise<Point> {
  const { bsize, blocks, bfree, bavail } = await statfs(path, { bigint: true });
  const used = blocks - bfree;
  return {
    measurement: 'disk',
    tags: { ...origin.tags, path },
    fields: {
      total: blocks * bsize,
      free: bavail * bsize,
      used: used * bsize,
      used_percent: (100 * Number(used)) / Math.max(1, Number(used + bavail)),
    },
    timeMs: origin.now(),
  };
}
