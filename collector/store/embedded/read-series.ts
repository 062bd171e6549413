/** The series of a range in buckets: how the embedded store answers `series`. */
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
    for (const row of [...(await readRaw(asked, chosen)), ...(await readRollUps(asked, chosen))]) {
      const buckets = found.get(row.series) ?? new Map<number, BucketRow>();
      found.set(row.series, buckets);
      const other = buckets.get(row.bucket);
      buckets.set(row.bucket, other ? together(other, row) : row);
    }
  }
  return entries.flatMap(({ id, tags }) => {
    const rows = found.get(id);
    if (!rows) return [];
    const inOrder = [...rows.values()].sort((one, other) => one.bucket - other.bucket);
    return [{ tags, buckets: inOrder.map((row) => bucketOf(row, query.fromMs + row.bucket * bucketMs)) }];
  });
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

async function rowsOf({ connection, query, bucketMs }: Asked, sql: string): Promise<BucketRow[]> {
  const result = await connection.runAndReadAll(sql, [
    BigInt(query.fromMs),
    BigInt(bucketMs),
    BigInt(query.toMs),
  ]);
  return result.getRows().map((row) => bucketRowSchema.parse(row));
}

function readRaw(asked: Asked, chosen: Chosen): Promise<BucketRow[]> {
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

async function readRollUps(asked: Asked, chosen: Chosen): Promise<BucketRow[]> {
  const { source, query, days, tier } = asked;
  const rollUps = source.rollUps(tier, chosen, query, days);
  if (!rollUps) return [];
  return rowsOf(
    asked,
    `select series, (time_ms - $1) // $2 as bucket, sum(value_count)::bigint,
       sum(average * value_count) / sum(value_count), min(minimum), max(maximum), null::double, null::double
     from ${rollUps} where ${chosen.condition} and time_ms >= $1 and time_ms < $3
     group by series, bucket`,
  );
}
