/** Writes down that the collector is there: before and behind it nobody decides anything. */
import type { Logger } from 'pino';
import type { Ledger } from './ledger/ledger.ts';
import { beginWatch, keepWatch } from './ledger/watching.ts';

/** So much of the last moments is lost when the machine falls over. */
const KEEP_EVERY_MS = 10_000;

/** Begins before anything is decided. */
export async function startWatchKeeper(
  ledger: Ledger,
  now: () => number,
  logger: Logger,
): Promise<{ stop(): Promise<void> }> {
  const id = await beginWatch(ledger, now());
  const keep = () =>
    keepWatch(ledger, id, now()).catch((error) =>
      logger.error({ err: error }, 'ledger: cannot write that the collector is there'),
    );
  let keeping = Promise.resolve();
  const timer = setInterval(() => (keeping = keeping.then(keep)), KEEP_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await keeping;
      await keep();
    },
  };
}
