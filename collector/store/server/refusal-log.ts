/** What a server will never take: counted, and told once for each reason. */
import type { Logger } from 'pino';
import type { Refusal } from './link.ts';

/** Reasons that are remembered as told; then they are told anew. */
const MAX_TOLD = 1_000;

export class RefusalLog {
  readonly #logger: Logger;
  readonly #told = new Set<string>();
  points = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  take(refusal: Refusal): void {
    this.points += refusal.points;
    const key = refusal.field ?? refusal.reason;
    if (this.#told.has(key)) return;
    if (this.#told.size >= MAX_TOLD) this.#told.clear();
    this.#told.add(key);
    this.#logger.error({ ...refusal }, 'store: refused by the server for good; going on without it');
  }
}
