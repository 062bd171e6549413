/** Where measurements are kept: the one interface, passed by every driver's contract tests. */
import type { FieldValue, Point } from '../../model/point.ts';
import type { PointBlock } from '../../model/point-block.ts';

export interface TimeRange {
  /** Half-open: `fromMs` belongs to it, `toMs` does not. Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A field of the series that carry all of the tags. */
export interface Selection extends TimeRange {
  readonly measurement: string;
  readonly field: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SeriesQuery extends Selection {
  /** Into how many equal buckets the range is cut. */
  readonly buckets: number;
  /** What is wanted beside average, minimum and maximum: it costs more. */
  readonly also?: readonly ('p95' | 'rate')[];
}

/**
 * Values of one bucket. It may be told from roll-ups when it is at least as wide as one of theirs; that is how
 * years are read.
 */
export interface Bucket {
  /** Start of the bucket, epoch milliseconds. */
  readonly timeMs: number;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
  /** 95th percentile of the raw values; left out where only roll-ups are left. */
  readonly p95?: number;
  /**
   * Growth of a counter, a second: the average over the steps from one value to the next that end in the bucket.
   * A step down is a counter that began anew: never negative. Left out where no step ends.
   */
  readonly ratePerS?: number;
}

export interface Series {
  readonly tags: Readonly<Record<string, string>>;
  /** In order of time; empty ones are left out. */
  readonly buckets: readonly Bucket[];
}

export type Figure = 'average' | 'minimum' | 'maximum' | 'p95';

export interface SummaryQuery extends Selection {
  /** The tag whose values are told apart, such as `site`; series without it are left out. */
  readonly by: string;
  readonly figure: Figure;
  /** Only this many, the highest. */
  readonly highest?: number;
}

export interface Summary {
  /** Value of the tag. */
  readonly group: string;
  /** The figure of all values of the group's series together. */
  readonly value: number;
}

export interface LatestValue {
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly value: FieldValue;
  readonly timeMs: number;
}

export interface SeriesName {
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
}

/** Fields of the series of a measurement that carry all of the tags. */
export interface Wanted {
  readonly measurement: string;
  readonly fields: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What is read together, in order of time. A value that is wanted twice is told once. */
export interface Walk extends TimeRange {
  readonly wanted: readonly Wanted[];
}

/** A slice of another store's or a file's points: stored once, however often it is given. */
export interface Slice {
  /** Names the work that it is a part of. */
  readonly source: string;
  /** Counts up from 1. */
  readonly number: number;
}

export interface StoreCapabilities {
  /**
   * `exact`: every value comes back as what it was. `typed`: a field keeps the type of its first value, integers
   * have 64 bits and a sign. `floats`: numbers come back as floats, and text is not kept.
   */
  readonly values: 'exact' | 'typed' | 'floats';
  /** Who removes what is too old: the driver, by the configuration, or the server by its own. */
  readonly retention: 'driver' | 'server';
}

/** Of a store on a server that does not answer. */
export interface StoreAbsence {
  /** When it was first missed, epoch milliseconds. */
  readonly sinceMs: number;
  readonly reason: string;
}

export interface MetricStore {
  readonly capabilities: StoreCapabilities;
  /** Number of the last batch of the ingest log that is stored for good; 0: none. After a restart, what follows is given again. */
  readonly position: number;
  /** Points taken in and not yet stored for good. */
  readonly backlog: number;
  /** Points that it would not take for good, since it was opened: of another type than their field, too old. */
  readonly refused: number;
  /** Set while a server does not answer; left out where nothing can be away. What is taken in waits meanwhile. */
  readonly away?: StoreAbsence | undefined;
  /**
   * Takes the points of one batch of the ingest log. Returns when there is room for more; they are stored for
   * good some time later, in order, each value once.
   */
  write(sequence: number, points: Iterable<Point>): Promise<void>;
  /** Returns when everything taken in is stored for good. */
  flush(): Promise<void>;
  /** Stores points that do not come through the ingest log; returns when they are stored for good. */
  load(slice: Slice, points: readonly Point[]): Promise<void>;
  /** A numeric field's series that have points in the range. */
  series(query: SeriesQuery): Promise<Series[]>;
  /** A figure for each value of a tag, the highest first. */
  summary(query: SummaryQuery): Promise<Summary[]>;
  /** The newest value of every series of a measurement with all of these tags. */
  latest(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[];
  /** In alphabetical order. */
  measurements(): Promise<string[]>;
  /** The series of a measurement with all of these tags, whenever they had points. */
  list(measurement: string, tags: Readonly<Record<string, string>>): Promise<SeriesName[]>;
  /** From the oldest raw value of a measurement to behind the newest; `undefined` when there is none. */
  extent(measurement: string): Promise<TimeRange | undefined>;
  /**
   * Raw values, each once, in any order; how values are gathered into points is the driver's affair.
   * @param tags only of series with all of these.
   */
  points(
    measurement: string,
    range: TimeRange,
    tags?: Readonly<Record<string, string>>,
  ): AsyncIterable<readonly Point[]>;
  /**
   * Raw values in order of time. Fields of one moment and one set of tags are one point; all blocks have one table of
   * series. It reads a stretch at a time, so that memory does not grow with the range, and what comes while it reads
   * may be missing. Blocks take a few milliseconds to make: whoever reads lets others have their turn between two.
   */
  walk(walk: Walk): AsyncIterable<PointBlock>;
  /** Removes the raw values of a measurement that are older; only where `capabilities.retention` is the driver's. */
  removeBefore(measurement: string, beforeMs: number): Promise<void>;
  /**
   * Copies what is stored for good into an existing, empty folder, while it goes on; a store that is opened on the
   * copy has `position` of that moment. Left out where a server has its own means.
   */
  backUp?(folder: string): Promise<void>;
  /** Flushes and closes. */
  close(): Promise<void>;
}
