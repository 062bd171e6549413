/** What a benchmark is: two or more subjects that do the same work, measured in turn. */

/** Quantities by name; the name ends in the unit: `wall_ms`, `cpu_s`, `peak_rss_mb`. */
export type Figures = Readonly<Record<string, number>>;

export interface Subject {
  readonly name: string;
  /** Does the work once. */
  run(): Promise<{ readonly figures: Figures }>;
}

/** Subject, peer, figure: how much of the peer's figure the subject's is. */
export type RatioOf = readonly [subject: string, peer: string, figure: string];

/** What must hold, of the median: of a subject's figure, or of a ratio. A breach fails the run. */
export type Limit =
  | { readonly subject: string; readonly figure: string; readonly atMost: number }
  | { readonly ratioOf: RatioOf; readonly atMost: number };

/** A case ready to be measured: its servers run, its data is there. */
export interface PreparedCase {
  readonly subjects: readonly Subject[];
  /** Ends what was started. */
  close?(): Promise<void>;
}

export interface BenchCase {
  readonly name: string;
  /** One sentence: what work, how much of it. */
  readonly describes: string;
  /** Measured rounds, after one that is thrown away. */
  readonly rounds: number;
  /** `false`: no round is thrown away; for work that is its own warming up. */
  readonly warmUp?: false;
  readonly ratios: readonly RatioOf[];
  readonly limits?: readonly Limit[];
  /** @throws Unmeasurable when this machine lacks something. */
  prepare(): Promise<PreparedCase>;
}

/** The case cannot be measured on this machine; the message says why. */
export class Unmeasurable extends Error {}
