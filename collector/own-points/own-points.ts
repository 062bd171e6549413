/** What the collector writes itself. It goes through the ingest like everybody's: nothing else writes to the store. */
import { setInterval } from 'node:timers';
import type { Logger } from 'pino';
import { formatPoints } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import type { PointBlock } from '../../model/point-block.ts';

/** In the place of an agent's id. */
export const OBSERVER = 'collector';

/** Where the collector stands, and its clock. */
export interface Origin {
  readonly tags: { readonly site: string; readonly agent: string };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface OwnPointsParts {
  /** For the log. */
  readonly what: string;
  readonly everyMs: number;
  readonly measure: () => readonly Point[] | Promise<readonly Point[]>;
  readonly accept: (lines: string) => Promise<unknown>;
  readonly logger: Logger;
}

/**
 * Writes now and from then on regularly. What cannot be measured or written is logged, and comes the next time.
 * @returns how to end it.
 */
export function startOwnPoints({ what, everyMs, measure, accept, logger }: OwnPointsParts): () => void {
  const write = async () => {
    try {
      await accept(formatPoints(await measure()));
    } catch (error) {
      logger.error({ err: error }, `collector: its ${what} cannot be written down`);
    }
  };
  void write();
  const timer = setInterval(() => void write(), everyMs);
  return () => clearInterval(timer);
}

/** Whether somebody else has something in it. */
export function isFromOthers({ table, columns }: PointBlock): boolean {
  return columns.heads.some((head) => table.heads[head]?.tags.agent !== OBSERVER);
}
