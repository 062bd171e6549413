/** Whether a store has every value of another one: counted and compared by their content, an hour at a time. */
import type { FieldValue } from '../../../model/point.ts';
import type { MetricStore, StoreCapabilities } from '../metric-store.ts';
import type { Progress } from './copy.ts';
import { DAY_MS, HOUR_MS, slicesOf } from './slices.ts';

/** A measurement on a day of UTC. */
export interface DayComparison {
  readonly measurement: string;
  /** `2026-11-23` */
  readonly day: string;
  values: number;
  /** In the first store and not in the second. */
  missing: number;
  /** In the second store only: it lives on. */
  more: number;
}

type Compared = Pick<MetricStore, 'capabilities' | 'measurements' | 'extent' | 'points'>;

export async function compareStores(
  from: Compared,
  to: Compared,
  onProgress: (progress: Progress) => void,
): Promise<DayComparison[]> {
  const slices = await slicesOf(from, HOUR_MS);
  const days = new Map<string, DayComparison>();
  const read = readerOf(from.capabilities, to.capabilities);
  let values = 0;
  for (const [index, { measurement, ...range }] of slices.entries()) {
    const day = new Date(Math.floor(range.fromMs / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
    const key = `${day} ${measurement}`;
    const comparison = days.get(key) ?? { measurement, day, values: 0, missing: 0, more: 0 };
    days.set(key, comparison);
    const wanted = new Map<string, number>();
    const before = comparison.values;
    for await (const value of read(from, measurement, range)) {
      wanted.set(value, (wanted.get(value) ?? 0) + 1);
      comparison.values++;
    }
    for await (const value of read(to, measurement, range)) {
      const left = wanted.get(value) ?? 0;
      if (left > 1) wanted.set(value, left - 1);
      else if (left === 1) wanted.delete(value);
      else comparison.more++;
    }
    for (const left of wanted.values()) comparison.missing += left;
    values += comparison.values - before;
    onProgress({ done: index + 1, total: slices.length, values });
  }
  return [...days.values()].sort((one, other) =>
    `${one.day} ${one.measurement}` < `${other.day} ${other.measurement}` ? -1 : 1,
  );
}

/** Each value as one text, as far as both stores can keep it. */
function readerOf(one: StoreCapabilities, other: StoreCapabilities) {
  const isCoarse = one.values === 'floats' || other.values === 'floats';
  const written = (value: FieldValue): string | undefined => {
    if (typeof value === 'string') return isCoarse ? undefined : JSON.stringify(value);
    if (typeof value === 'boolean' && !isCoarse) return String(value);
    return String(Number(value));
  };
  return async function* (
    store: Compared,
    measurement: string,
    range: { fromMs: number; toMs: number },
  ): AsyncGenerator<string> {
    for await (const points of store.points(measurement, range)) {
      for (const { tags, fields, timeMs } of points) {
        const head = JSON.stringify(Object.entries(tags).sort());
        for (const [field, value] of Object.entries(fields)) {
          const text = written(value);
          if (text !== undefined) yield `${timeMs} ${field} ${text} ${head}`;
        }
      }
    }
  };
}
