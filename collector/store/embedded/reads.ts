/** The questions that the embedded store answers, as SQL. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { FieldValue, Point } from '../../../model/point.ts';
import type { Bucket, Series, SeriesQuery, Summary, SummaryQuery, TimeRange } from '../metric-store.ts';
import { TABLES } from './schema.ts';
import type { SeriesEntry, ValueType } from './series-index.ts';

type Table = keyof typeof TABLES;

const TABLE_OF = {
  float: 'float',
  integer: 'integer',
  boolean: 'integer',
  text: 'text',
} as const satisfies Record<ValueType, Table>;

/** Nearest rank, so that it is a value that was measured. */
const P95 = 'quantile_disc(value, 0.95)::double';

/** Series by the table that holds them; a number is a series' own in all tables. */
function byTable(entries: readonly SeriesEntry[]): { table: string; ids: string }[] {
  return (['float', 'integer', 'text'] as const).flatMap((table) => {
    const own = entries.filter(({ type }) => TABLE_OF[type] === table);
    return own.length === 0 ? [] : [{ table: TABLES[table], ids: own.map(({ id }) => id).join(',') }];
  });
}

const bucketRowSchema = z.tuple([
  z.number(),
  z.bigint(),
  z.number(),
  z.number(),
  z.number(),
  z.number().nullable(),
  z.number().nullable(),
]);

export async function readSeries(
  connection: DuckDBConnection,
  entries: readonly SeriesEntry[],
  query: SeriesQuery,
): Promise<Series[]> {
  const bucketMs = Math.max(1, Math.ceil((query.toMs - query.fromMs) / query.buckets));
  const wantsRate = query.also?.includes('rate') ?? false;
  const p95 = query.also?.includes('p95') ? P95 : 'null::double';
  const rate = wantsRate
    ? 'avg(case when grown >= 0 and took > 0 then grown * 1000 / took end)'
    : 'null::double';
  const steps = `, (value - lag(value) over one)::double as grown, time_ms - lag(time_ms) over one as took`;
  const buckets = new Map<number, Bucket[]>();
  for (const { table, ids } of byTable(entries)) {
    const result = await connection.runAndReadAll(
      `select series, (time_ms - $1) // $2 as bucket,
         avg(value)::double, min(value)::double, max(value)::double, ${p95}, ${rate}
       from (select series, time_ms, value ${wantsRate ? steps : ''} from ${table}
             where series in (${ids}) and time_ms >= $1 and time_ms < $3
             ${wantsRate ? 'window one as (partition by series order by time_ms)' : ''})
       group by series, bucket order by series, bucket`,
      [BigInt(query.fromMs), BigInt(bucketMs), BigInt(query.toMs)],
    );
    for (const row of result.getRows()) {
      const [series, bucket, average, minimum, maximum, percentile, ratePerS] = bucketRowSchema.parse(row);
      const list = buckets.get(series) ?? [];
      buckets.set(series, list);
      const timeMs = query.fromMs + Number(bucket) * bucketMs;
      const also = {
        ...(percentile === null ? {} : { p95: percentile }),
        ...(ratePerS === null ? {} : { ratePerS }),
      };
      list.push({ timeMs, average, minimum, maximum, ...also });
    }
  }
  return entries.flatMap(({ id, tags }) => {
    const own = buckets.get(id);
    return own ? [{ tags, buckets: own }] : [];
  });
}

const FIGURES = {
  average: 'avg(value)::double',
  minimum: 'min(value)::double',
  maximum: 'max(value)::double',
  p95: P95,
} as const satisfies Record<SummaryQuery['figure'], string>;

const summaryRowSchema = z.tuple([z.string(), z.number()]).transform(([group, value]) => ({ group, value }));

export async function readSummary(
  connection: DuckDBConnection,
  entries: readonly SeriesEntry[],
  query: SummaryQuery,
): Promise<Summary[]> {
  const grouped = entries.filter(({ tags }) => tags[query.by] !== undefined);
  if (grouped.length === 0) return [];
  const values = byTable(grouped)
    .map(
      ({ table, ids }) =>
        `select series, value::double as value from ${table}
         where series in (${ids}) and time_ms >= $1 and time_ms < $2`,
    )
    .join(' union all ');
  const names = grouped.map(({ id, tags }) => ({ id, group: tags[query.by] }));
  const result = await connection.runAndReadAll(
    `select name.group, ${FIGURES[query.figure]} as figure
     from (${values}) join (
       select unnest(from_json($3, '[{"id": "INTEGER", "group": "VARCHAR"}]'), recursive := true)
     ) as name on name.id = series
     group by name.group order by figure desc, name.group ${query.highest === undefined ? '' : 'limit $4'}`,
    [
      BigInt(query.fromMs),
      BigInt(query.toMs),
      JSON.stringify(names),
      ...(query.highest === undefined ? [] : [query.highest]),
    ],
  );
  return result.getRows().map((row) => summaryRowSchema.parse(row));
}

const extentRowSchema = z.tuple([z.bigint().nullable(), z.bigint().nullable()]);

export async function readExtent(
  connection: DuckDBConnection,
  entries: readonly SeriesEntry[],
): Promise<TimeRange | undefined> {
  let extent: TimeRange | undefined;
  for (const { table, ids } of byTable(entries)) {
    const result = await connection.runAndReadAll(
      `select min(time_ms), max(time_ms) from ${table} where series in (${ids})`,
    );
    const [first, last] = extentRowSchema.parse(result.getRows()[0]);
    if (first === null || last === null) continue;
    extent = {
      fromMs: Math.min(Number(first), extent?.fromMs ?? Number.POSITIVE_INFINITY),
      toMs: Math.max(Number(last) + 1, extent?.toMs ?? 0),
    };
  }
  return extent;
}

const sampleRowSchema = z.tuple([z.number(), z.bigint(), z.union([z.number(), z.bigint(), z.string()])]);

function fieldValue(type: ValueType, value: number | bigint | string): FieldValue {
  return type === 'boolean' ? Boolean(value) : value;
}

export async function* readPoints(
  connection: DuckDBConnection,
  entries: readonly SeriesEntry[],
  { fromMs, toMs }: TimeRange,
): AsyncGenerator<readonly Point[]> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const { table, ids } of byTable(entries)) {
    const result = await connection.stream(
      `select series, time_ms, value from ${table}
       where series in (${ids}) and time_ms >= $1 and time_ms < $2`,
      [BigInt(fromMs), BigInt(toMs)],
    );
    for await (const rows of result.yieldRows()) {
      yield rows.flatMap((row): Point[] => {
        const [series, timeMs, value] = sampleRowSchema.parse(row);
        const entry = byId.get(series);
        if (!entry) return [];
        const { measurement, tags, field, type } = entry;
        return [{ measurement, tags, fields: { [field]: fieldValue(type, value) }, timeMs: Number(timeMs) }];
      });
    }
  }
}

export async function removeBefore(
  connection: DuckDBConnection,
  entries: readonly SeriesEntry[],
  beforeMs: number,
): Promise<void> {
  for (const { table, ids } of byTable(entries)) {
    await connection.run(`delete from ${table} where series in (${ids}) and time_ms < $1`, [
      BigInt(beforeMs),
    ]);
  }
}
