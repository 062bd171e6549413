/** The questions of a metric store as MetricsQL and as exports. */
import type { Point } from '../../../model/point.ts';
import type {
  Bucket,
  LatestValue,
  Series,
  SeriesName,
  SeriesQuery,
  Summary,
  SummaryQuery,
  TimeRange,
} from '../metric-store.ts';
import { bucketWidthMs } from '../server/buckets.ts';
import { highestFirst, keyOf } from '../server/groups.ts';
import { exportSchema, matrixSchema, seriesSchema, valuesSchema, vectorSchema } from './answer.ts';
import type { VictoriaMetricsClient } from './client.ts';
import { by, MEASUREMENT_LABEL, namesOf, selector, tagsOf } from './metricsql.ts';

/** "Ever": the server takes 0 for "not said" and looks at the present only. */
const EVER_S = '1';
/** In MetricsQL a range needs a length; one that begins near 1970 finds nothing. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Values of one series in a line of an export: an hour's are in one, and so in a row, at 20 a second. */
const EXPORT_ROWS = '100000';

function seconds(timeMs: number): string {
  return (timeMs / 1_000).toFixed(3);
}

export class VictoriaMetricsReads {
  readonly #client: VictoriaMetricsClient;
  readonly #now: () => number;

  constructor(client: VictoriaMetricsClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  async #at(query: string, timeMs: number) {
    const at = { query, time: seconds(timeMs), step: '1ms' };
    return (await this.#client.get('/api/v1/query', at, vectorSchema)).data.result;
  }

  /**
   * A window begins behind its first millisecond and ends with its last: looked at a millisecond before the
   * bucket's end it is the bucket.
   */
  async series(query: SeriesQuery): Promise<Series[]> {
    const widthMs = bucketWidthMs(query);
    const values = `${selector(query.measurement, query.field, query.tags)}[${widthMs}ms]`;
    const window = {
      start: seconds(query.fromMs + widthMs - 1),
      end: seconds(query.fromMs + query.buckets * widthMs - 1),
      step: `${widthMs}ms`,
    };
    const figures = {
      average: `avg_over_time(${values})`,
      minimum: `min_over_time(${values})`,
      maximum: `max_over_time(${values})`,
      ...(query.also?.includes('p95') ? { p95: `quantile_over_time(0.95, ${values})` } : {}),
      ...(query.also?.includes('rate') ? { ratePerS: `rate(${values})` } : {}),
    };
    const found = new Map<string, { tags: Record<string, string>; buckets: Map<number, Partial<Bucket>> }>();
    const read = async ([figure, text]: [string, string]) => {
      const answer = await this.#client.get('/api/v1/query_range', { ...window, query: text }, matrixSchema);
      for (const { metric, values } of answer.data.result) {
        const tags = tagsOf(metric);
        const series = found.get(keyOf(tags)) ?? { tags, buckets: new Map<number, Partial<Bucket>>() };
        found.set(keyOf(tags), series);
        for (const [atS, value] of values) {
          const timeMs = Math.round(atS * 1_000) + 1 - widthMs;
          series.buckets.set(timeMs, { ...series.buckets.get(timeMs), timeMs, [figure]: value });
        }
      }
    };
    await Promise.all(Object.entries(figures).map(read));
    return [...found.values()].map(({ tags, buckets }) => ({
      tags,
      buckets: [...buckets.values()].filter(isWhole).sort((one, other) => one.timeMs - other.timeMs),
    }));
  }

  async summary(query: SummaryQuery): Promise<Summary[]> {
    const values = `${selector(query.measurement, query.field, query.tags)}[${query.toMs - query.fromMs}ms]`;
    const group = by(query.by);
    const texts = {
      average: `sum(sum_over_time(${values})) ${group} / sum(count_over_time(${values})) ${group}`,
      minimum: `min(min_over_time(${values})) ${group}`,
      maximum: `max(max_over_time(${values})) ${group}`,
      // Exact for a group of one series; of several the server tells it from a histogram, within 7 %.
      p95: `(max(quantile_over_time(0.95, ${values})) ${group} if count(count_over_time(${values})) ${group} == 1)
        or histogram_quantile(0.95, sum(histogram_over_time(${values})) ${by(query.by, 'vmrange')})`,
    } as const satisfies Record<SummaryQuery['figure'], string>;
    const result = await this.#at(texts[query.figure], query.toMs - 1);
    const groups = result.flatMap(({ metric, value: [, value] }): Summary[] => {
      const name = metric[query.by];
      return name === undefined ? [] : [{ group: name, value }];
    });
    return groups.sort(highestFirst).slice(0, query.highest);
  }

  async measurements(): Promise<string[]> {
    const path = `/api/v1/label/${MEASUREMENT_LABEL}/values`;
    return (await this.#client.get(path, { start: EVER_S }, valuesSchema)).data.sort();
  }

  async list(measurement: string, tags: Readonly<Record<string, string>>): Promise<SeriesName[]> {
    const query = { 'match[]': selector(measurement, undefined, tags), start: EVER_S };
    const { data } = await this.#client.get('/api/v1/series', query, seriesSchema);
    return data.flatMap((metric) => {
      const names = namesOf(metric);
      return names ? [{ tags: names.tags, field: names.field }] : [];
    });
  }

  async latestSince(fromMs: number): Promise<(LatestValue & { measurement: string })[]> {
    const nowMs = this.#now();
    const range = `{${MEASUREMENT_LABEL}!=""}[${Math.max(1, nowMs - fromMs)}ms]`;
    const [values, times] = await Promise.all([
      this.#at(`last_over_time(${range})`, nowMs),
      this.#at(`tlast_over_time(${range}) keep_metric_names`, nowMs),
    ]);
    const timeOf = new Map(times.map(({ metric, value: [, timeS] }) => [keyOf(metric), timeS * 1_000]));
    return values.flatMap(({ metric, value: [, value] }) => {
      const names = namesOf(metric);
      const timeMs = timeOf.get(keyOf(metric));
      return names && timeMs !== undefined ? [{ ...names, value, timeMs: Math.round(timeMs) }] : [];
    });
  }

  async extent(measurement: string): Promise<TimeRange | undefined> {
    const nowMs = this.#now();
    const range = `${selector(measurement, undefined, {})}[${nowMs - EARLIEST_MS}ms]`;
    const [first, last] = await Promise.all([
      this.#at(`min(tfirst_over_time(${range}))`, nowMs),
      this.#at(`max(tlast_over_time(${range}))`, nowMs),
    ]);
    if (!first[0] || !last[0]) return undefined;
    const [fromS, lastS] = [first[0].value[1], last[0].value[1]];
    return { fromMs: Math.round(fromS * 1_000), toMs: Math.round(lastS * 1_000) + 1 };
  }

  async *points(
    measurement: string,
    { fromMs, toMs }: TimeRange,
    tags: Readonly<Record<string, string>> = {},
    fields?: readonly string[],
  ): AsyncGenerator<readonly Point[]> {
    const query = {
      'match[]': selector(measurement, fields, tags),
      start: seconds(fromMs),
      end: seconds(toMs - 1),
      max_rows_per_line: EXPORT_ROWS,
    };
    for await (const line of this.#client.lines('/api/v1/export', query)) {
      const { metric, values, timestamps } = exportSchema.parse(JSON.parse(line));
      const names = namesOf(metric);
      if (!names) continue;
      const { field, tags } = names;
      yield timestamps.flatMap((timeMs, index): Point[] => {
        const value = values[index];
        if (value === null || value === undefined) return [];
        return [{ measurement, tags, fields: { [field]: value }, timeMs }];
      });
    }
  }
}

function isWhole(bucket: Partial<Bucket>): bucket is Bucket {
  const { timeMs, average, minimum, maximum } = bucket;
  return timeMs !== undefined && average !== undefined && minimum !== undefined && maximum !== undefined;
}
