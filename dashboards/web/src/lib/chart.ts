/** Scales and shapes of the small charts. Pure. */
import { MINUTE } from './time.ts';

export type Bucket = readonly [timeMs: number, average: number, minimum: number, maximum: number];

/** Round values from 0 to at least `maximum`, about `count` steps apart. */
export function niceTicks(maximum: number, count: number): number[] {
  const top = maximum > 0 ? maximum : 1;
  const rough = top / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * magnitude).find((each) => each >= rough) ?? rough;
  const steps = Math.ceil(top / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** How much longer than usual a step has to be until it is a hole: one lost round is shown by the loss, not a hole. */
const HOLE_FACTOR = 2.5;

/** Buckets in unbroken runs: a line drawn across a hole would show what nobody measured. */
export function unbrokenRuns(buckets: readonly Bucket[]): Bucket[][] {
  const steps = buckets.slice(1).map((bucket, index) => bucket[0] - (buckets[index]?.[0] ?? 0));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const runs: Bucket[][] = [];
  let last: Bucket | undefined;
  for (const bucket of buckets) {
    const run = runs.at(-1);
    if (run === undefined || last === undefined || bucket[0] - last[0] > usual * HOLE_FACTOR)
      runs.push([bucket]);
    else run.push(bucket);
    last = bucket;
  }
  return runs;
}

/** A value a time, `null` at a hole and `undefined` where another curve has its times: as uPlot wants them. */
export type Column = (number | null | undefined)[];

export interface PlotTable {
  readonly timesMs: readonly number[];
  /** By series: average, minimum, maximum. */
  readonly columns: readonly (readonly [average: Column, minimum: Column, maximum: Column])[];
  /** By series: places of values with a hole before and behind them, which no line would show. */
  readonly lone: readonly (readonly number[])[];
}

/** All curves over one axis of times. */
export function plotTable(series: readonly ChartSeries[]): PlotTable {
  const runsOf = series.map(({ buckets }) => unbrokenRuns(buckets));
  const timesMs = [...new Set(runsOf.flatMap((runs) => runs.flatMap(timesOf)))].sort((a, b) => a - b);
  const placeOf = new Map(timesMs.map((timeMs, place) => [timeMs, place]));
  const place = (timeMs: number) => placeOf.get(timeMs) ?? 0;
  const columns = runsOf.map((runs) => {
    const empty = (): Column => new Array(timesMs.length).fill(undefined);
    const [averages, minima, maxima] = [empty(), empty(), empty()];
    for (const run of runs) {
      for (const [timeMs, average, minimum, maximum] of run) {
        const at = place(timeMs);
        averages[at] = average;
        minima[at] = minimum;
        maxima[at] = maximum;
      }
      const hole = holeBehind(run);
      if (hole !== undefined) for (const column of [averages, minima, maxima]) column[place(hole)] = null;
    }
    return [averages, minima, maxima] as const;
  });
  const lone = runsOf.map((runs) =>
    runs.flatMap((run) => (run.length === 1 && run[0] !== undefined ? place(run[0][0]) : [])),
  );
  return { timesMs, columns, lone };
}

/** A moment of the hole behind a run: between its last value and any other. */
function holeBehind(run: readonly Bucket[]): number | undefined {
  const last = run.at(-1);
  return last === undefined ? undefined : last[0] + 0.5;
}

function timesOf(run: readonly Bucket[]): number[] {
  const hole = holeBehind(run);
  return [...run.map(([timeMs]) => timeMs), ...(hole === undefined ? [] : [hole])];
}

export interface Summary {
  lowest: number;
  average: number;
  highest: number;
  latest: number;
}

/** The figures that a chart's text alternative names; `null` for an empty series. */
export function summarise(buckets: readonly Bucket[]): Summary | null {
  const last = buckets.at(-1);
  if (last === undefined) return null;
  return {
    lowest: Math.min(...buckets.map((bucket) => bucket[2])),
    average: buckets.reduce((sum, bucket) => sum + bucket[1], 0) / buckets.length,
    highest: Math.max(...buckets.map((bucket) => bucket[3])),
    latest: last[1],
  };
}

export interface Piece<T> {
  readonly interval: T;
  readonly fromMs: number;
  readonly toMs: number;
  /** Left edge and width as shares of the whole, 0 to 1. */
  readonly start: number;
  readonly share: number;
}

/** Intervals cut to a window, with their place in it. */
export function layIntervals<T extends { from: string; to: string | null }>(
  intervals: readonly T[],
  fromMs: number,
  toMs: number,
): Piece<T>[] {
  const pieces: Piece<T>[] = [];
  for (const interval of intervals) {
    const start = Math.max(fromMs, Date.parse(interval.from));
    const end = Math.min(toMs, interval.to === null ? toMs : Date.parse(interval.to));
    if (end <= start) continue;
    const span = toMs - fromMs;
    pieces.push({
      interval,
      fromMs: start,
      toMs: end,
      start: (start - fromMs) / span,
      share: (end - start) / span,
    });
  }
  return pieces;
}

/** Where a strip of a window begins: with the window, or with the first interval where the watching is younger. */
export function stripStart(intervals: readonly { from: string }[], fromMs: number): number {
  const [first] = intervals;
  return first === undefined ? fromMs : Math.max(fromMs, Date.parse(first.from));
}

/** The bucket closest to a time, unless it is farther away than `reachMs`. */
export function nearestBucket(
  buckets: readonly Bucket[],
  timeMs: number,
  reachMs: number,
): Bucket | undefined {
  let best: Bucket | undefined;
  for (const bucket of buckets) {
    const distance = Math.abs(bucket[0] - timeMs);
    if (distance <= reachMs && (best === undefined || distance < Math.abs(best[0] - timeMs))) best = bucket;
  }
  return best;
}

/** Of the peaks of buckets, which may leave the top of the axis. */
const PEAKS_WITHIN = 0.98;

/**
 * What the value axis has to reach: every average, and the peaks but for the few that would press all else into the
 * ground (the legend tells of them).
 * @param least it reaches at least this
 */
export function axisTop(series: readonly ChartSeries[], least: number): number {
  const buckets = series.flatMap((each) => each.buckets);
  const peaks = buckets.map((bucket) => bucket[3]).sort((a, b) => a - b);
  const usual = peaks[Math.floor((peaks.length - 1) * PEAKS_WITHIN)] ?? least;
  return buckets.reduce((top, bucket) => Math.max(top, bucket[1]), Math.max(least, usual));
}

/** Data younger than this has the axis to itself: minutes would be a few pixels of an hour. */
const YOUNG_MS = 10 * MINUTE;
/** No axis is shorter. */
const LEAST_SPAN_MS = MINUTE;

/** Where the time axis begins: where it was asked to, or with the first data where there is little of it. */
export function axisStart(series: readonly ChartSeries[], fromMs: number, toMs: number): number {
  const firstMs = Math.min(toMs, ...series.flatMap(({ buckets }) => buckets[0]?.[0] ?? []));
  if (toMs - firstMs < YOUNG_MS) return Math.min(firstMs, toMs - LEAST_SPAN_MS);
  // The first bucket may have begun a little earlier than what was asked for.
  return Math.min(fromMs, firstMs);
}

/** One curve of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** What the name leaves open, such as an address. */
  readonly detail?: string | undefined;
  readonly buckets: readonly Bucket[];
}
