/** What roll-ups hold, how they are made of raw values, and how buckets are made of them. Pure. */
import type { FieldValue, Point } from '../../../model/point.ts';
import type { Bucket, SeriesQuery } from '../metric-store.ts';
import { bucketWidthMs } from './buckets.ts';

export interface RollupTier {
  readonly name: '5m' | '1h';
  readonly everyMs: number;
}

export const HOUR_MS = 3_600_000;

/** The widest first. */
export const TIERS: readonly RollupTier[] = [
  { name: '1h', everyMs: HOUR_MS },
  { name: '5m', everyMs: 5 * 60_000 },
];

/** One interval of one series' roll-ups. */
export interface Rolled {
  /** Start of the interval, epoch milliseconds. */
  readonly timeMs: number;
  readonly count: number;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Nearest rank of the interval's raw values, so exact; older roll-ups have none. */
  readonly p95?: number;
}

export interface RolledSeries {
  readonly tags: Readonly<Record<string, string>>;
  /** In order of time. */
  readonly intervals: readonly Rolled[];
}

/** Figures as fields: `mean_rtt` and so on, the names that InfluxDB's `SELECT mean(*) … INTO` gives. */
export const FIGURE_PREFIX = {
  average: 'mean_',
  minimum: 'min_',
  maximum: 'max_',
  count: 'count_',
  p95: 'p95_',
} as const;

type Values = number[] | bigint[];

/** Values of one field in one interval. Integers stay integers: a Counter64's highest value is exact. */
function figuresOf(field: string, values: Values): Record<string, FieldValue> {
  // Typed arrays sort numbers as numbers, and fast.
  const sorted: ArrayLike<number | bigint> =
    typeof values[0] === 'bigint'
      ? BigInt64Array.from(values as bigint[]).sort()
      : Float64Array.from(values as number[]).sort();
  const at = (index: number) => sorted[index] ?? 0;
  let sum = 0;
  for (const value of values) sum += Number(value);
  return {
    [`${FIGURE_PREFIX.average}${field}`]: sum / sorted.length,
    [`${FIGURE_PREFIX.minimum}${field}`]: at(0),
    [`${FIGURE_PREFIX.maximum}${field}`]: at(sorted.length - 1),
    [`${FIGURE_PREFIX.count}${field}`]: BigInt(sorted.length),
    [`${FIGURE_PREFIX.p95}${field}`]: at(Math.ceil(0.95 * sorted.length) - 1),
  };
}

/** A value as it is rolled up: yes and no are 1 and 0, text is not. */
function numeric(value: FieldValue): number | bigint | undefined {
  if (typeof value === 'string') return undefined;
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Raw values of one set of tags on their way into roll-ups. */
export class RollingUp {
  readonly #measurement: string;
  readonly #tags: Point['tags'];
  /** By tier, start of the interval, and field. */
  readonly #intervals = TIERS.map(() => new Map<number, Map<string, Values>>());

  constructor({ measurement, tags }: Pick<Point, 'measurement' | 'tags'>) {
    this.#measurement = measurement;
    this.#tags = tags;
  }

  add({ timeMs, fields }: Point): void {
    for (const [field, given] of Object.entries(fields)) {
      const value = numeric(given);
      if (value === undefined) continue;
      for (const [index, { everyMs }] of TIERS.entries()) {
        const startMs = Math.floor(timeMs / everyMs) * everyMs;
        const intervals = this.#intervals[index];
        const ofStart = intervals?.get(startMs) ?? new Map<string, Values>();
        intervals?.set(startMs, ofStart);
        const values = ofStart.get(field);
        if (values) (values as (number | bigint)[]).push(value);
        else ofStart.set(field, [value] as Values);
      }
    }
  }

  /** The roll-ups of each tier. */
  finish(): Point[][] {
    return this.#intervals.map((intervals) =>
      [...intervals].map(([timeMs, byField]) => {
        const fields: Record<string, FieldValue> = {};
        for (const [field, values] of byField) Object.assign(fields, figuresOf(field, values));
        return { measurement: this.#measurement, tags: this.#tags, fields, timeMs };
      }),
    );
  }
}

interface Gathered {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  p95: number | undefined;
  steps: number;
  rates: number;
}

/**
 * Cuts roll-ups into the buckets of a query. A bucket that is one interval of the roll-ups has that one's
 * percentile; the rate of a counter is told from the highest values of two intervals.
 */
export function bucketRolled(
  intervals: readonly Rolled[],
  { everyMs }: RollupTier,
  query: SeriesQuery,
): Bucket[] {
  const widthMs = bucketWidthMs(query);
  const isExact = widthMs === everyMs && query.fromMs % everyMs === 0;
  const found = new Map<number, Gathered>();
  let before: Rolled | undefined;
  for (const interval of intervals) {
    const { timeMs, count, average, minimum, maximum, p95 } = interval;
    const index = Math.floor((timeMs - query.fromMs) / widthMs);
    let bucket = found.get(index);
    if (!bucket) {
      bucket = { count: 0, sum: 0, minimum, maximum, p95, steps: 0, rates: 0 };
      found.set(index, bucket);
    }
    bucket.count += count;
    bucket.sum += average * count;
    bucket.minimum = Math.min(bucket.minimum, minimum);
    bucket.maximum = Math.max(bucket.maximum, maximum);
    if (before && maximum >= before.maximum) {
      bucket.steps++;
      bucket.rates += (maximum - before.maximum) / ((timeMs - before.timeMs) / 1_000);
    }
    before = interval;
  }
  const { also = [] } = query;
  return [...found].map(([index, { count, sum, minimum, maximum, p95, steps, rates }]) => ({
    timeMs: query.fromMs + index * widthMs,
    // A sum's last digit must not put the average outside of what was measured.
    average: Math.min(maximum, Math.max(minimum, sum / count)),
    minimum,
    maximum,
    ...(also.includes('p95') && isExact && p95 !== undefined ? { p95 } : {}),
    ...(also.includes('rate') && steps > 0 ? { ratePerS: rates / steps } : {}),
  }));
}
