/** Copies the history of one store into another, an hour of a measurement at a time; what was done is not done again. */
import type { Point } from '../../../model/point.ts';
import type { MetricStore } from '../metric-store.ts';
import { HOUR_MS, slicesOf } from './slices.ts';
import type { WorkState } from './work-state.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Values copied in this run. */
  readonly values: number;
}

export async function copyStore(
  from: Pick<MetricStore, 'measurements' | 'extent' | 'points'>,
  to: Pick<MetricStore, 'load'>,
  state: WorkState,
  onProgress: (progress: Progress) => void,
): Promise<{ values: number }> {
  const slices = await slicesOf(from, HOUR_MS);
  let values = 0;
  for (const [index, { measurement, ...range }] of slices.entries()) {
    const hour = Math.floor(range.fromMs / HOUR_MS);
    const source = `${state.id} ${measurement}`;
    if (hour > state.last(source)) {
      const points: Point[] = [];
      for await (const piece of from.points(measurement, range)) {
        for (const point of piece) points.push(point);
      }
      // The whole hour at once: a store that cannot recognise a point again recognises the slice.
      if (points.length > 0) await to.load({ source, number: hour }, points);
      values += points.reduce((sum, { fields }) => sum + Object.keys(fields).length, 0);
      await state.finish(source, hour);
    }
    onProgress({ done: index + 1, total: slices.length, values });
  }
  return { values };
}
