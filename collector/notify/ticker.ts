/** Looks again and again whether time alone calls for messages. */
import type { Logger } from 'pino';
import type { Notifier } from './notifier.ts';

/** How often digests and escalations are looked at: they are told in minutes. */
const LOOK_EVERY_MS = 2_000;

export interface TickerParts {
  readonly notifier: Notifier;
  /** There is something new in the outbox. */
  readonly onNew: () => void;
  readonly now: () => number;
  readonly logger: Logger;
}

export function startNotifying({ notifier, onNew, now, logger }: TickerParts): { stop(): Promise<void> } {
  let looking = Promise.resolve();
  let isLooking = false;
  const look = async () => {
    try {
      if (await notifier.tick(now())) onNew();
    } catch (error) {
      logger.error({ err: error }, 'notify: cannot read or write the ledger, trying again');
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    looking = look();
  }, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
