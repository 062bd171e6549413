/** Where measurements are kept: the one interface, passed by every driver's contract tests. */
import type { FieldValue, Point } from '../../model/point.ts';

export interface SeriesQuery {
  readonly measurement: string;
  readonly field: string;
  /** Series with all of these tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** Half-open: `fromMs` belongs to it, `toMs` does not. Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Into how many equal buckets the range is cut. */
  readonly buckets: number;
}

export interface Bucket {
  /** Start of the bucket, epoch milliseconds. */
  readonly timeMs: number;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface Series {
  readonly tags: Readonly<Record<string, string>>;
  /** In order of time; empty ones are left out. */
  readonly buckets: readonly Bucket[];
}

export interface LatestValue {
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly value: FieldValue;
  readonly timeMs: number;
}

export interface MetricStore {
  /** Number of the last batch of the ingest log that is stored for good; 0: none. After a restart, what follows is given again. */
  readonly position: number;
  /** Points taken in and not yet stored for good. */
  readonly backlog: number;
  /**
   * Takes the points of one batch of the ingest log. Returns when there is room for more; they are stored for
   * good some time later, in order, all of a batch or none.
   */
  write(sequence: number, points: readonly Point[]): Promise<void>;
  /** Returns when everything taken in is stored for good. */
  flush(): Promise<void>;
  /** A numeric field's series that have points in the range. */
  series(query: SeriesQuery): Promise<Series[]>;
  /** The newest value of every series of a measurement with all of these tags. */
  latest(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[];
  /** Flushes and closes. */
  close(): Promise<void>;
}
