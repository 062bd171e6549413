/** The series of a range in buckets: how the embedded store answers `series`. */
import { setImmediate } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { Bucket, Series, SeriesQuery } from '../metric-store.ts';
import { byKind, type Chosen, P95 } from './reads.ts';
import type { SeriesEntry } from './series-index.ts';
import type { RollUpDays, RollUpTier, Source } from './source.ts';
import { INTERVAL_MS } from './upkeep.ts';

const bucketRowSchema = z
  .tuple([
    z.number(),
    z.bigint(),
    z.bigint(),
    z.number(),
    z.number(),
    z.number(),
    z.number().nullable(),
    z.number().nullable(),
  ])
  .transform(([series, bucket, count, average, minimum, maximum, p95, ratePerS]) => ({
    series,
    bucket: Number(bucket),
    count: Number(count),
    average,
    minimum,
    maximum,
    ...(p95 === null ? {} : { p95 }),
    ...(ratePerS === null ? {} : { ratePerS }),
  }));

type BucketRow = z.output<typeof bucketRowSchema>;

/** Buckets put in order at a time: a year of a thousand series has half a million, and writers wait meanwhile. */
const BUCKETS_AT_ONCE = 5_000;

/** A question, with the SQL of its buckets. */
interface Asked {
  readonly connection: DuckDBConnection;
  readonly source: Source;
  readonly query: SeriesQuery;
  readonly bucketMs: number;
  readonly tier: RollUpTier;
  /** Days that are told from roll-ups. */
  readonly days: RollUpDays;
}

export async function readSeries(
  connection: DuckDBConnection,
  source: Source,
  entries: readonly SeriesEntry[],
  query: SeriesQuery,
): Promise<Series[]> {
  const bucketMs = Math.max(1, Math.ceil((query.toMs - query.fromMs) / query.buckets));
  // Roll-ups stand for raw values where they are no coarser than what is asked for, or where nothing else is left.
  const tier = bucketMs >= INTERVAL_MS.hour ? 'hour' : 'five_minutes';
  const needsRaw = bucketMs < INTERVAL_MS[tier] || (query.also ?? []).length > 0;
  const days = source.rolledUpDays(query, needsRaw);
  const asked: Asked = { connection, source, query, bucketMs, tier, days };
  const found = new Map<number, Map<number, BucketRow>>();
  for (const chosen of byKind(entries)) {
    for (const answers of [readRaw(asked, chosen), readRollUps(asked, chosen)])
      for await (const rows of answers) for (const row of rows) add(found, row);
  }
  const series: Series[] = [];
  let buckets = 0;
  for (const { id, tags } of entries) {
    const rows = found.get(id);
    if (!rows) continue;
    const inOrder = [...rows.values()].sort((one, other) => one.bucket - other.bucket);
    series.push({ tags, buckets: inOrder.map((row) => bucketOf(row, query.fromMs + row.bucket * bucketMs)) });
    buckets += rows.size;
    if (buckets < BUCKETS_AT_ONCE) continue;
    buckets = 0;
    await setImmediate();
  }
  return series;
}

function add(found: Map<number, Map<number, BucketRow>>, row: BucketRow): void {
  const buckets = found.get(row.series) ?? new Map<number, BucketRow>();
  found.set(row.series, buckets);
  const other = buckets.get(row.bucket);
  buckets.set(row.bucket, other ? together(other, row) : row);
}

function bucketOf({ series: _, bucket: __, count: ___, ...figures }: BucketRow, timeMs: number): Bucket {
  return { timeMs, ...figures };
}

/** One bucket of raw values and roll-ups; a percentile of all of them cannot be told. */
function together(one: BucketRow, other: BucketRow): BucketRow {
  const count = one.count + other.count;
  return {
    series: one.series,
    bucket: one.bucket,
    count,
    average: (one.average * one.count + other.average * other.count) / count,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
  };
}

/** A chunk after the other, so that whoever writes meanwhile has a turn between. */
async function* rowsOf({ connection, query, bucketMs }: Asked, sql: string): AsyncGenerator<BucketRow[]> {
  const result = await connection.stream(sql, [BigInt(query.fromMs), BigInt(bucketMs), BigInt(query.toMs)]);
  for await (const rows of result.yieldRows()) yield rows.map((row) => bucketRowSchema.parse(row));
}

function readRaw(asked: Asked, chosen: Chosen): AsyncGenerator<BucketRow[]> {
  const { source, query, days } = asked;
  const wantsRate = query.also?.includes('rate') ?? false;
  const p95 = query.also?.includes('p95') ? P95 : 'null::double';
  const rate = wantsRate
    ? 'avg(case when grown >= 0 and took > 0 then grown * 1000 / took end)'
    : 'null::double';
  // The difference of two counters may need more bits than they have.
  const exact = chosen.kind === 'float' ? 'value' : 'value::hugeint';
  const steps = `, (${exact} - lag(${exact}) over one)::double as grown, time_ms - lag(time_ms) over one as took`;
  return rowsOf(
    asked,
    `select series, (time_ms - $1) // $2 as bucket, count(*),
       avg(value)::double, min(value)::double, max(value)::double, ${p95}, ${rate}
     from (select series, time_ms, value ${wantsRate ? steps : ''} from ${source.raw(chosen, query, days)}
           where ${chosen.condition} and time_ms >= $1 and time_ms < $3
           ${wantsRate ? 'window one as (partition by series order by time_ms)' : ''})
     group by series, bucket`,
  );
}

async function* readRollUps(asked: Asked, chosen: Chosen): AsyncGenerator<BucketRow[]> {
  const { source, query, days, tier } = asked;
  const rollUps = source.rollUps(tier, chosen, query, days);
  if (!rollUps) return;
  yield* rowsOf(
    asked,
    `select series, (time_ms - $1) // $2 as bucket, sum(value_count)::bigint,
       sum(average * value_count) / sum(value_count), min(minimum), max(maximum), null::double, null::double
     from ${rollUps} where ${chosen.condition} and time_ms >= $1 and time_ms < $3
     group by series, bucket`,
  );
}
