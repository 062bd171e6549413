/**
 * Roll-ups on VictoriaMetrics: series of their own, such as `canhmang_1h_ping_mean_average_response_ms`. Which
 * of two values of one time it keeps differs by version and by chance, so what corrects roll-ups is written a
 * millisecond later than what was there, and the last one of an interval is read.
 */
import type { Point } from '../../../model/point.ts';
import type { Selection } from '../metric-store.ts';
import { keyOf } from '../server/groups.ts';
import type { Rolled, RolledSeries, RollupTier } from '../server/rolled.ts';
import { FIGURE_PREFIX, HOUR_MS } from '../server/rolled.ts';
import type { RollupPlace } from '../server/rollups.ts';
import { exportSchema, vectorSchema } from './answer.ts';
import type { VictoriaMetricsClient } from './client.ts';
import { label, literal, ROLLUP_LABEL, tagsOf } from './metricsql.ts';

type Figure = keyof typeof FIGURE_PREFIX;
const FIGURES = Object.keys(FIGURE_PREFIX) as Figure[];

const prefixOf = (tier: RollupTier) => `canhmang_${tier.name}_`;

export class VictoriaMetricsRollups implements RollupPlace {
  readonly #client: VictoriaMetricsClient;
  readonly #post: (points: readonly Point[]) => Promise<void>;

  constructor(client: VictoriaMetricsClient, post: (points: readonly Point[]) => Promise<void>) {
    this.#client = client;
    this.#post = post;
  }

  async write(tier: RollupTier, hourMs: number, points: readonly Point[]): Promise<void> {
    const [first] = points;
    if (!first) return;
    const measurement = `${prefixOf(tier)}${first.measurement}`;
    const version = await this.#nextVersion(tier, hourMs, first.measurement);
    await this.#post(
      points.map(({ tags, fields, timeMs }) => ({
        measurement,
        tags: { ...tags, [ROLLUP_LABEL]: `${tier.name} ${first.measurement}` },
        fields,
        timeMs: timeMs + version,
      })),
    );
  }

  /** Milliseconds behind the starts of intervals: more than any roll-up of the hour has. */
  async #nextVersion({ name, everyMs }: RollupTier, hourMs: number, measurement: string): Promise<number> {
    const values = `{${ROLLUP_LABEL}=${literal(`${name} ${measurement}`)}}[${HOUR_MS}ms]`;
    const time = ((hourMs + HOUR_MS - 1) / 1_000).toFixed(3);
    const query = `max(round(tlast_over_time(${values}) * 1000) % ${everyMs})`;
    const { data } = await this.#client.get('/api/v1/query', { query, time, step: '1ms' }, vectorSchema);
    const last = data.result[0]?.value[1];
    return last === undefined ? 0 : Math.min(Math.round(last) + 1, everyMs - 1);
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
