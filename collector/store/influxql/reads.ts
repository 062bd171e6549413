/** The questions of a metric store as InfluxQL, which InfluxDB 1.x, 2.x and 3.x answer. */
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
import { bucketRaw, bucketWidthMs } from '../server/buckets.ts';
import { highestFirst, keyOf } from '../server/groups.ts';
import type { FieldType, RowSet } from './answer.ts';
import { numberOf, valueOfCell } from './answer.ts';
import type { InfluxqlClient } from './client.ts';
import { carrying, name, where, within } from './text.ts';

const FIGURES = {
  average: (field: string) => `mean(${field})`,
  minimum: (field: string) => `min(${field})`,
  maximum: (field: string) => `max(${field})`,
  p95: (field: string) => `percentile(${field}, 95)`,
} as const satisfies Record<SummaryQuery['figure'], (field: string) => string>;

/** Fields asked for in one request. */
const FIELDS_AT_ONCE = 50;

export class InfluxqlReads {
  readonly #client: InfluxqlClient;
  /** Of each measurement; a field that is not in it is asked for again. */
  readonly #types = new Map<string, Map<string, FieldType>>();

  constructor(client: InfluxqlClient) {
    this.#client = client;
  }

  async #typesOf(measurement: string, wanted?: string): Promise<Map<string, FieldType>> {
    const known = this.#types.get(measurement);
    if (known && wanted !== undefined && known.has(wanted)) return known;
    const [answer] = await this.#client.ask(`SHOW FIELD KEYS FROM ${name(measurement)}`);
    const types = new Map<string, FieldType>();
    for (const [field, type] of answer?.series[0]?.values ?? []) types.set(String(field), type as FieldType);
    this.#types.set(measurement, types);
    return types;
  }

  async series(query: SeriesQuery): Promise<Series[]> {
    const type = (await this.#typesOf(query.measurement, query.field)).get(query.field);
    if (type === undefined || type === 'string') return [];
    return type === 'boolean' ? this.#booleanSeries(query) : this.#numericSeries(query);
  }

  async #numericSeries(query: SeriesQuery): Promise<Series[]> {
    const field = name(query.field);
    const from = `FROM ${name(query.measurement)} ${where(query)}`;
    const widthMs = bucketWidthMs(query);
    const cut = `GROUP BY time(${widthMs}ms, ${query.fromMs % widthMs}ms), * fill(none)`;
    const p95 = query.also?.includes('p95') ? `, percentile(${field}, 95) AS p95` : '';
    const statements = [
      `SELECT mean(${field}) AS average, min(${field}), max(${field})${p95} ${from} ${cut}`,
    ];
    if (query.also?.includes('rate')) {
      const steps = `SELECT non_negative_derivative(${field}, 1s) AS step ${from} GROUP BY *`;
      statements.push(`SELECT mean(step) AS rate FROM (${steps}) WHERE ${within(query)} ${cut}`);
    }
    const [values, rates] = await this.#client.ask(...statements);
    const rateOf = new Map<string, number>();
    for (const { tags, values } of rates?.series ?? []) {
      for (const [time, rate] of values) rateOf.set(`${keyOf(tags)} ${time}`, Number(rate));
    }
    return (values?.series ?? []).map(({ tags, values }) => ({
      tags,
      buckets: values.flatMap(([time, average, minimum, maximum, percentile]): Bucket[] => {
        const timeMs = Number(time);
        const figures = {
          average: numberOf(average),
          minimum: numberOf(minimum),
          maximum: numberOf(maximum),
        };
        if (figures.average === undefined) return [];
        const ratePerS = rateOf.get(`${keyOf(tags)} ${time}`);
        const p95 = numberOf(percentile);
        return [
          {
            timeMs,
            average: figures.average,
            minimum: figures.minimum ?? figures.average,
            maximum: figures.maximum ?? figures.average,
            ...(p95 === undefined ? {} : { p95 }),
            ...(ratePerS === undefined ? {} : { ratePerS }),
          },
        ];
      }),
    }));
  }

  /** InfluxQL does not average booleans: their raw values are cut here. */
  async #booleanSeries(query: SeriesQuery): Promise<Series[]> {
    const from = `FROM ${name(query.measurement)} ${where(query)}`;
    const [answer] = await this.#client.ask(`SELECT ${name(query.field)} ${from} GROUP BY *`);
    return (answer?.series ?? []).map(({ tags, values }) => ({
      tags,
      buckets: bucketRaw(
        values.map(([time, value]) => ({ timeMs: Number(time), value: Number(value) })),
        query,
      ),
    }));
  }

  async summary(query: SummaryQuery): Promise<Summary[]> {
    const type = (await this.#typesOf(query.measurement, query.field)).get(query.field);
    if (type === undefined || type === 'string' || type === 'boolean') return [];
    const [answer] = await this.#client.ask(
      `SELECT ${FIGURES[query.figure](name(query.field))} AS figure FROM ${name(query.measurement)}
       ${where(query)} GROUP BY ${name(query.by)}`,
    );
    const groups = (answer?.series ?? []).flatMap(({ tags, values }): Summary[] => {
      const group = tags[query.by];
      const value = numberOf(values[0]?.[1]);
      return group === undefined || value === undefined ? [] : [{ group, value }];
    });
    return groups.sort(highestFirst).slice(0, query.highest);
  }

  async measurements(): Promise<string[]> {
    const [answer] = await this.#client.ask('SHOW MEASUREMENTS');
    return (answer?.series[0]?.values ?? []).map(([measurement]) => String(measurement)).sort();
  }

  async list(measurement: string, tags: Readonly<Record<string, string>>): Promise<SeriesName[]> {
    const latest = await this.#lastOf(measurement, carrying(tags));
    return latest.map(({ tags, field }) => ({ tags, field }));
  }

  async latestSince(fromMs: number): Promise<(LatestValue & { measurement: string })[]> {
    const found: (LatestValue & { measurement: string })[] = [];
    for (const measurement of await this.measurements()) {
      for (const value of await this.#lastOf(measurement, [`time >= ${fromMs}ms`]))
        found.push({ measurement, ...value });
    }
    return found;
  }

  /** The newest value of each series, each with its own time: one statement a field. */
  async #lastOf(measurement: string, conditions: readonly string[]): Promise<LatestValue[]> {
    const types = [...(await this.#typesOf(measurement))];
    const condition = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const found: LatestValue[] = [];
    for (let from = 0; from < types.length; from += FIELDS_AT_ONCE) {
      const fields = types.slice(from, from + FIELDS_AT_ONCE);
      const answers = await this.#client.ask(
        ...fields.map(
          ([field]) => `SELECT last(${name(field)}) FROM ${name(measurement)} ${condition} GROUP BY *`,
        ),
      );
      for (const { statement, series } of answers) {
        const [field, type] = fields[statement] ?? [];
        if (field === undefined || type === undefined) continue;
        for (const { tags, values } of series) {
          const value = valueOfCell(values[0]?.[1], type);
          if (value !== undefined) found.push({ tags, field, value, timeMs: Number(values[0]?.[0]) });
        }
      }
    }
    return found;
  }

  async extent(measurement: string): Promise<TimeRange | undefined> {
    const from = `SELECT * FROM ${name(measurement)}`;
    const [first, last] = await this.#client.ask(
      `${from} ORDER BY time ASC LIMIT 1`,
      `${from} ORDER BY time DESC LIMIT 1`,
    );
    const fromMs = first?.series[0]?.values[0]?.[0];
    const lastMs = last?.series[0]?.values[0]?.[0];
    return typeof fromMs === 'number' && typeof lastMs === 'number'
      ? { fromMs, toMs: lastMs + 1 }
      : undefined;
  }

  async *points(
    measurement: string,
    range: TimeRange,
    tags: Readonly<Record<string, string>> = {},
    fields?: readonly string[],
  ): AsyncGenerator<readonly Point[]> {
    const types = await this.#typesOf(measurement);
    const chosen = fields?.filter((field) => types.has(field)).map(name);
    if (chosen?.length === 0) return;
    const condition = [within(range), ...carrying(tags)].join(' AND ');
    const statement = `SELECT ${chosen?.join(', ') ?? '*'} FROM ${name(measurement)} WHERE ${condition} GROUP BY *`;
    for await (const { series } of this.#client.stream(statement)) {
      for (const set of series) yield pointsOf(measurement, set, types);
    }
  }
}

function pointsOf(measurement: string, set: RowSet, types: ReadonlyMap<string, FieldType>): Point[] {
  return set.values.map((row) => {
    const fields: Record<string, Point['fields'][string]> = {};
    for (const [index, column] of set.columns.entries()) {
      const type = types.get(column);
      const value = index > 0 && type !== undefined ? valueOfCell(row[index], type) : undefined;
      if (value !== undefined) fields[column] = value;
    }
    return { measurement, tags: set.tags, fields, timeMs: Number(row[0]) };
  });
}
