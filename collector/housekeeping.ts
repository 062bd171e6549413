/** What has to be done now and then: by the minute and by the night. */

import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import { auditHead } from './audit/audit.ts';
import type { Ledger } from './ledger/ledger.ts';
import { forgetFiles } from './ledger/report-runs.ts';
import { forgetOld } from './notify/outbox.ts';

/** Delivered messages are evidence of who was told; a year of them is a few megabytes. */
const KEEP_DELIVERED_MS = 365 * 24 * 3_600_000;

export interface Housekeeping {
  stop(): Promise<void>;
}

export interface HousekeepingParts {
  readonly ledger: Ledger;
  /** Removes from the ingest log what every consumer has finished with. */
  readonly discardFinished: () => Promise<void>;
  readonly timeZone: string;
  readonly now: () => number;
  readonly logger: Logger;
}

/**
 * The log is usually kept on another machine too: what was cut off from the end of the audit later, or written anew,
 * does not fit to what is there.
 */
export async function logAuditHead(ledger: Ledger, logger: Logger): Promise<void> {
  const head = await auditHead(ledger);
  if (head) logger.info({ head: `${head.id}:${head.hash}` }, 'audit: its head as of now');
}

export function startHousekeeping(parts: HousekeepingParts): Housekeeping {
  const { ledger, logger, timeZone } = parts;
  const guarded = (name: string, work: () => Promise<void>) => () =>
    work().catch((error) => logger.error({ err: error }, `housekeeping: ${name} failed`));
  const tasks = [
    schedule('* * * * *', guarded('ingest log', parts.discardFinished), {
      timezone: timeZone,
      noOverlap: true,
    }),
    schedule(
      '30 3 * * *',
      guarded('outbox', async () => {
        const removed = await forgetOld(ledger, parts.now() - KEEP_DELIVERED_MS);
        const files = await forgetFiles(ledger, parts.now() - KEEP_DELIVERED_MS);
        logger.info({ removed, files }, 'housekeeping: old messages removed');
      }),
      { timezone: timeZone, noOverlap: true },
    ),
    schedule(
      '40 3 * * *',
      guarded('audit', () => logAuditHead(ledger, logger)),
      {
        timezone: timeZone,
        noOverlap: true,
      },
    ),
  ];
  return {
    async stop() {
      for (const task of tasks) await task.destroy();
    },
  };
}
