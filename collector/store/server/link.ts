/** What the driver of one kind of server brings; the rest is the same for all of them (server-store.ts). */
import type { Point } from '../../../model/point.ts';
import type { LatestValue, MetricStore, TimeRange } from '../metric-store.ts';
import type { RollupPlace } from './rollups.ts';

/** Something that the server will never take. */
export interface Refusal {
  readonly reason: string;
  /** The field that is to blame, where the server says so. */
  readonly field: string | undefined;
  readonly points: number;
}

type Reads = Pick<
  MetricStore,
  'capabilities' | 'series' | 'summary' | 'measurements' | 'list' | 'extent' | 'removeBefore'
>;

/** What is not as it should be on a server: a sentence for the log that says what to do. */
export type Finding = string;

export interface ServerLink extends Reads {
  /**
   * As a store's; all values of a series in a row: that is how they are rolled up.
   * @param fields only these; all when left out.
   */
  points(
    measurement: string,
    range: TimeRange,
    tags?: Readonly<Record<string, string>>,
    fields?: readonly string[],
  ): AsyncIterable<readonly Point[]>;
  /** Names server and database: another one has other points. */
  readonly identity: string;
  /** Points in one request. */
  readonly requestPoints: number;
  /** From the server's answer until a crash of the server cannot take the points back, milliseconds. */
  readonly durableAfterMs: number;
  /** Makes what is missing on the server; called until it has succeeded. @throws StoreAway */
  prepare(): Promise<void>;
  /** Looks at what is the administrator's: how long the server keeps what it has. @throws StoreAway */
  check?(): Promise<Finding[]>;
  readonly rollups: RollupPlace;
  /**
   * Writes points; the same ones again change nothing.
   * @returns what the server will never take; the rest is stored.
   * @throws StoreAway
   */
  send(points: readonly Point[]): Promise<Refusal[]>;
  /** The newest value of every series that has one since then. @throws StoreAway */
  latestSince(fromMs: number): Promise<(LatestValue & { readonly measurement: string })[]>;
  close(): Promise<void>;
}
