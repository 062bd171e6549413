/** What the driver of one kind of server brings; the rest is the same for all of them (server-store.ts). */
import type { Point } from '../../../model/point.ts';
import type { LatestValue, MetricStore } from '../metric-store.ts';

/** Something that the server will never take. */
export interface Refusal {
  readonly reason: string;
  /** The field that is to blame, where the server says so. */
  readonly field: string | undefined;
  readonly points: number;
}

type Reads = Pick<
  MetricStore,
  'capabilities' | 'series' | 'summary' | 'measurements' | 'list' | 'extent' | 'points' | 'removeBefore'
>;

export interface ServerLink extends Reads {
  /** Names server and database: another one has other points. */
  readonly identity: string;
  /** Points in one request. */
  readonly requestPoints: number;
  /** From the server's answer until a crash of the server cannot take the points back, milliseconds. */
  readonly durableAfterMs: number;
  /** Makes what is missing on the server; called until it has succeeded. @throws StoreAway */
  prepare(): Promise<void>;
  /**
   * Writes points; the same ones again change nothing.
   * @returns what the server will never take; the rest is stored.
   * @throws StoreAway
   */
  send(points: readonly Point[]): Promise<Refusal[]>;
  /** The newest value of every series that has one since then. @throws StoreAway */
  latestSince(fromMs: number): Promise<(LatestValue & { readonly measurement: string })[]>;
  /** Called now and then: roll-ups and the like. @throws StoreAway */
  maintain?(nowMs: number): Promise<void>;
  close(): Promise<void>;
}
