/**
 * Roll-ups on VictoriaMetrics: series of their own, such as `canhmang_1h_ping_mean_average_response_ms`. Which
 * of two values of one time it keeps differs by version and by chance, so what corrects roll-ups is written a
 * millisecond later than what was there, and the last one of an interval is read. How often an hour was rolled up
 * is told by one series, so that an hour costs one question however many series it has.
 */
import type { Point } from '../../../model/point.ts';
import type { Selection } from '../metric-store.ts';
import { keyOf } from '../server/groups.ts';
import type { Rolled, RolledSeries, RollupTier } from '../server/rolled.ts';
import { FIGURE_PREFIX, HOUR_MS, TIERS } from '../server/rolled.ts';
import type { RollupPlace, WriteRollups } from '../server/rollups.ts';
import { exportSchema, vectorSchema } from './answer.ts';
import type { VictoriaMetricsClient } from './client.ts';
import { label, literal, ROLLUP_LABEL, tagsOf } from './metricsql.ts';

type Figure = keyof typeof FIGURE_PREFIX;
const FIGURES = Object.keys(FIGURE_PREFIX) as Figure[];

/** Has a value each time that an hour is rolled up: at its start, a millisecond later, and so on. */
const TIMES_SERIES = 'canhmang_rolled_up';
/** No correction may reach into the next interval. */
const LAST_OFFSET_MS = Math.min(...TIERS.map(({ everyMs }) => everyMs)) - 1;

const prefixOf = (tier: RollupTier) => `canhmang_${tier.name}_`;

export class VictoriaMetricsRollups implements RollupPlace {
  readonly #client: VictoriaMetricsClient;
  readonly #post: (points: readonly Point[]) => Promise<void>;

  constructor(client: VictoriaMetricsClient, post: (points: readonly Point[]) => Promise<void>) {
    this.#client = client;
    this.#post = post;
  }

  async begin(hourMs: number): Promise<WriteRollups> {
    const offsetMs = await this.#nextOffset(hourMs);
    // First: should what follows be cut off, it is corrected and not mixed.
    await this.#post([
      { measurement: TIMES_SERIES, tags: {}, fields: { offset_ms: offsetMs }, timeMs: hourMs + offsetMs },
    ]);
    return (tier, points) =>
      this.#post(
        points.map(({ measurement, tags, fields, timeMs }) => ({
          measurement: `${prefixOf(tier)}${measurement}`,
          tags: { ...tags, [ROLLUP_LABEL]: `${tier.name} ${measurement}` },
          fields,
          timeMs: timeMs + offsetMs,
        })),
      );
  }

  /** Milliseconds behind the starts of intervals: more than any roll-up of the hour has. */
  async #nextOffset(hourMs: number): Promise<number> {
    const query = `last_over_time(${TIMES_SERIES}_offset_ms[${HOUR_MS}ms])`;
    const time = ((hourMs + HOUR_MS - 1) / 1_000).toFixed(3);
    const { data } = await this.#client.get('/api/v1/query', { query, time, step: '1ms' }, vectorSchema);
    const last = data.result[0]?.value[1];
    return last === undefined ? 0 : Math.min(last + 1, LAST_OFFSET_MS);
  }

  async read(
    tier: RollupTier,
    { measurement, field, tags, fromMs, toMs }: Selection,
  ): Promise<RolledSeries[]> {
    const nameOf = (figure: Figure) => `${prefixOf(tier)}${measurement}_${FIGURE_PREFIX[figure]}${field}`;
    const figureOf = new Map(FIGURES.map((figure) => [nameOf(figure), figure]));
    const carried = Object.entries(tags).map(([key, value]) => `${label(key)}=${literal(value)}`);
    const found = new Map<string, { tags: Record<string, string>; byTime: Map<number, Partial<Rolled>> }>();
    const readFigure = async (name: string) => {
      const query = {
        'match[]': `{${[`__name__=${literal(name)}`, `${ROLLUP_LABEL}!=""`, ...carried].join(',')}}`,
        start: (fromMs / 1_000).toFixed(3),
        end: ((toMs - 1) / 1_000).toFixed(3),
      };
      for await (const line of this.#client.lines('/api/v1/export', query)) {
        const { metric, values, timestamps } = exportSchema.parse(JSON.parse(line));
        const figure = figureOf.get(metric.__name__ ?? '');
        if (!figure) continue;
        const ofTags = tagsOf(metric);
        const key = keyOf(ofTags);
        const series = found.get(key) ?? { tags: ofTags, byTime: new Map<number, Partial<Rolled>>() };
        found.set(key, series);
        // In order of time: the last one of an interval stands.
        for (const [index, atMs] of timestamps.entries()) {
          const timeMs = Math.floor(atMs / tier.everyMs) * tier.everyMs;
          const value = values[index] ?? undefined;
          if (value === undefined || timeMs < fromMs) continue;
          series.byTime.set(timeMs, { ...series.byTime.get(timeMs), timeMs, [figure]: value });
        }
      }
    };
    await Promise.all([...figureOf.keys()].map(readFigure));
    return [...found.values()]
      .map(({ tags, byTime }) => ({
        tags,
        intervals: [...byTime.values()].filter(isWhole).sort((one, other) => one.timeMs - other.timeMs),
      }))
      .filter(({ intervals }) => intervals.length > 0);
  }
}

function isWhole(interval: Partial<Rolled>): interval is Rolled {
  return interval.count !== undefined && interval.average !== undefined && interval.maximum !== undefined;
}
