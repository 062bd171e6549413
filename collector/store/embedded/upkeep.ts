/** Does what `upkeep-plan.ts` finds, a piece at a time. New files are written meanwhile. */
import type { Logger } from 'pino';
import type { Catalogue, Change } from './catalogue.ts';
import { DAY_MS, groupParts, type Part, type Tier } from './part.ts';
import type { Keep, Task } from './upkeep-plan.ts';
import { nextTask } from './upkeep-plan.ts';
import type { PartWriter } from './writer.ts';

/** Length of the intervals of roll-ups, milliseconds. */
export const INTERVAL_MS = { five_minutes: 300_000, hour: 3_600_000 } as const satisfies Record<
  Exclude<Tier, 'raw'>,
  number
>;
const ROLL_UP_TIERS = ['five_minutes', 'hour'] as const;

/** Values rolled up at a time: percentiles keep all values of their group in memory. */
const SLICE_VALUES = 2_000_000;

export interface UpkeepOptions {
  readonly catalogue: Catalogue;
  readonly writer: PartWriter;
  readonly keep: Keep;
  readonly now: () => number;
  readonly logger: Logger;
  /** No other files are replaced meanwhile; new ones may come. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
}

export class Upkeep {
  readonly #options: UpkeepOptions;
  #stopped = false;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  /** Returns when there is nothing left to do, or it was stopped. */
  async run(): Promise<void> {
    let left = true;
    while (left && !this.#stopped) {
      await this.#options.inTurn(async () => {
        left = !this.#stopped && (await this.#step());
      });
    }
  }

  /** The piece under way is the last. */
  stop(): void {
    this.#stopped = true;
  }

  async #step(): Promise<boolean> {
    const { catalogue, now, keep, logger } = this.#options;
    const task = nextTask(catalogue, now(), keep);
    if (!task) return false;
    const startMs = performance.now();
    const change = await this.#perform(task);
    await catalogue.commit(change);
    await this.#options.writer.discard(change.removed ?? []);
    const { parts, kind } = task;
    const values = parts.reduce((sum, { valueCount }) => sum + valueCount, 0);
    const tookMs = Math.round(performance.now() - startMs);
    logger.info({ task: kind, parts: parts.length, values, tookMs }, 'store: upkeep');
    return true;
  }

  #perform(task: Task): Promise<Change> | Change {
    switch (task.kind) {
      case 'merge':
        return this.#merge(task.parts);
      case 'roll-up':
        return this.#rollUp(task.dayMs, task.parts);
      case 'remove':
        return { removed: task.parts };
    }
  }

  async #merge(parts: readonly Part[]): Promise<Change> {
    const { writer } = this.#options;
    const level = 1 + parts.reduce((highest, part) => Math.max(highest, part.level), 0);
    const [{ tier, kind } = { tier: 'raw', kind: 'float' } as const] = parts;
    return { added: await writer.write(writer.relationOf(parts), { tier, kind, level }), removed: parts };
  }

  async #rollUp(dayMs: number, raw: readonly Part[]): Promise<Change> {
    const { catalogue, writer, now } = this.#options;
    const values = [...groupParts(raw, ({ kind }) => kind).values()]
      .map((parts) => `select series, time_ms, value::double as value from ${writer.relationOf(parts)}`)
      .join(' union all ');
    const added: Part[] = [];
    for (const [first, last] of await this.#slices(values)) {
      for (const tier of ROLL_UP_TIERS) {
        const rolled = rolledUp(`(${values}) where series between ${first} and ${last}`, INTERVAL_MS[tier]);
        added.push(...(await writer.write(`(${rolled})`, { tier, kind: 'float', level: 0 })));
      }
    }
    const removed: Part[] = [];
    for (const part of catalogue.parts) {
      if (part.tier === 'raw' || part.toMs <= dayMs || part.fromMs >= dayMs + DAY_MS) continue;
      // Hours of a month lie together: those of the other days stay.
      const others = `(from ${writer.relationOf([part])} where time_ms < ${dayMs} or time_ms >= ${dayMs + DAY_MS})`;
      added.push(...(await writer.write(others, part)));
      removed.push(part);
    }
    return { added, removed, rolledUp: { dayMs, parts: raw.map(({ id }) => id), atMs: now() } };
  }

  /** Ranges of series, each with as many values as are rolled up at a time. */
  async #slices(values: string): Promise<[first: number, last: number][]> {
    const result = await this.#options.writer.connection.runAndReadAll(
      `select min(series), max(series) from (
         select series, (sum(count(*)) over (order by series)) // ${SLICE_VALUES} as slice from (${values}) group by series
       ) group by slice order by slice`,
    );
    return result.getRows().map(([first, last]) => [Number(first), Number(last)]);
  }
}

/** Lowest, highest, average, count and 95th percentile (nearest rank) of each interval of raw values, as a query. */
export function rolledUp(values: string, intervalMs: number): string {
  // Before 1970 the remainder is negative.
  const start = `time_ms - ((time_ms % ${intervalMs}) + ${intervalMs}) % ${intervalMs}`;
  return `select series, ${start} as time_ms, min(value) as minimum, max(value) as maximum, avg(value) as average,
    count(*)::integer as value_count, quantile_disc(value, 0.95) as p95 from ${values} group by all`;
}
