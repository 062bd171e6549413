/** Cuts raw values into buckets, for what the server cannot. */
import type { Bucket, SeriesQuery } from '../metric-store.ts';

/** Whole milliseconds; the last bucket may reach beyond the range. */
export function bucketWidthMs({ fromMs, toMs, buckets }: SeriesQuery): number {
  return Math.max(1, Math.ceil((toMs - fromMs) / buckets));
}

/** @param values of one series. */
export function bucketRaw(
  values: readonly { readonly timeMs: number; readonly value: number }[],
  query: SeriesQuery,
): Bucket[] {
  const widthMs = bucketWidthMs(query);
  const byIndex = new Map<number, number[]>();
  for (const { timeMs, value } of values) {
    const index = Math.floor((timeMs - query.fromMs) / widthMs);
    const list = byIndex.get(index);
    if (list) list.push(value);
    else byIndex.set(index, [value]);
  }
  return [...byIndex]
    .sort(([one], [other]) => one - other)
    .map(([index, list]) => ({
      timeMs: query.fromMs + index * widthMs,
      average: list.reduce((sum, value) => sum + value, 0) / list.length,
      minimum: Math.min(...list),
      maximum: Math.max(...list),
    }));
}
