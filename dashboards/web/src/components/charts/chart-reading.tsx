/** The figures at the pointer. */
import { useFormat } from '../../i18n/use-format.ts';
import { type ChartSeries, nearestBucket } from '../../lib/chart.ts';
import { MINUTE } from '../../lib/time.ts';
import css from './line-chart.module.css';

const HALF_WIDTH = 90;
/** On an axis of more than a few hours the day belongs to the time. */
const LONG_REACH_MS = 20 * MINUTE;

export interface ChartReadingProps {
  series: readonly ChartSeries[];
  timeMs: number;
  /** A bucket farther away than this says nothing about the place of the pointer. */
  reachMs: number;
  /** Where the pointer is, and how wide the chart is, in pixels. */
  left: number;
  width: number;
  formatValue: (value: number) => string;
}

/** A small box above the chart. For the eye only: the text alternative stands on the chart. */
export function ChartReading({ series, timeMs, reachMs, left, width, formatValue }: ChartReadingProps) {
  const format = useFormat();
  const readings = series.flatMap(({ name, buckets }, index) => {
    const bucket = nearestBucket(buckets, timeMs, reachMs);
    return bucket === undefined ? [] : [{ name, bucket, index }];
  });
  const first = readings[0];
  if (first === undefined) return null;
  return (
    <div
      className={css.reading}
      aria-hidden="true"
      style={{ left: Math.min(Math.max(left, HALF_WIDTH), width - HALF_WIDTH) }}
    >
      <span>{reachMs > LONG_REACH_MS ? format.dateTime(first.bucket[0]) : format.time(first.bucket[0])}</span>
      {readings.map(({ name, bucket, index }) => (
        <b key={name} data-series={index + 1}>
          {formatValue(bucket[1])}
        </b>
      ))}
    </div>
  );
}
