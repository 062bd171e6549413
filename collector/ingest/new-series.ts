/**
 * How many series a writer may begin in a day: a client that puts numbers or times into tags makes another one with
 * every line, and would fill store and memory. What it writes to series that are there is taken all the same.
 */
import type { Logger } from 'pino';
import { Allowances } from '../../model/allowances.ts';

const DAY_S = 86_400;
/** A series is a field of a measurement with its tags. A machine with Telegraf has a thousand or two. */
export const NEW_SERIES_PER_DAY = 50_000;
/** The core agent has some eighty of each site. After a restart of the collector all of them are new to it. */
const NEW_SERIES_PER_SITE = 300;

/** What an installation of so many sites allows when its configuration does not say. */
export function defaultNewSeries(sites: number): number {
  return Math.max(NEW_SERIES_PER_DAY, NEW_SERIES_PER_SITE * sites);
}

export interface NewSeriesOptions {
  readonly perDay: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonicMs: () => number;
  readonly logger: Logger;
}

export class NewSeriesLimit {
  readonly #options: NewSeriesOptions;
  readonly #allowances: Allowances;
  /** Writers that are over the limit, and since when that has been told. */
  readonly #told = new Map<string, number>();

  constructor(options: NewSeriesOptions) {
    this.#options = options;
    const rate = { burst: options.perDay, perSecond: options.perDay / DAY_S };
    this.#allowances = new Allowances(rate, options.monotonicMs);
  }

  /** Counts series as begun by a writer, or says why it may not begin them. */
  refusalOf(writer: string, count: number): string | undefined {
    if (this.#allowances.take(writer, count) === 0) return undefined;
    this.#tell(writer);
    const { perDay } = this.#options;
    return `"${writer}" has begun its ${perDay} new series of a day, and this line begins another: does a tag or the name of a field hold what never repeats? The limit is new_series_per_day`;
  }

  /** Once a day in the log. */
  #tell(writer: string): void {
    const { logger, monotonicMs, perDay } = this.#options;
    const nowMs = monotonicMs();
    const toldMs = this.#told.get(writer);
    if (toldMs !== undefined && nowMs - toldMs < DAY_S * 1_000) return;
    this.#told.set(writer, nowMs);
    logger.error({ writer, perDay }, 'ingest: a writer begins too many series; lines that would are refused');
  }
}
