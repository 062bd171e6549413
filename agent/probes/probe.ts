/** The one shape of a probe kind. A new kind is a folder beside these, its settings in the model, and a line in the registry. */
import type { Logger } from 'pino';
import type { Point } from '../../model/point.ts';
import type { ProbeJob, ProbeKind } from '../../model/probe-settings.ts';
import type { Profile } from '../../model/profile.ts';
import type { Scheduler } from '../scheduler.ts';

/** A job of one kind, its settings typed. */
export type JobOf<K extends ProbeKind> = Extract<ProbeJob, { kind: K }>;

export interface ProbeContext {
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Wall clock, epoch milliseconds: the time on the points. */
  now(): number;
  /** Takes measurements as they come; the tag `agent` is added behind it. */
  emit(points: Point[]): void;
  /** When people were last in a call at the agent's site, epoch milliseconds; `undefined`: not known of. */
  lastCallMs?(): number | undefined;
  /** Device profiles, the same list as long as none has changed; without them devices are asked for interfaces only. */
  profiles?(): readonly Profile[];
}

/** A job that is being measured. */
export interface RunningProbe {
  /** Ends it; nothing is emitted afterwards. */
  stop(): void;
  /** Measures at once, out of turn, where that means something. */
  pollNow?(): void;
  /** Emits what has been measured so far of the round under way: others want to know now. */
  reportNow?(): void;
}

export interface Probe<K extends ProbeKind> {
  readonly kind: K;
  /**
   * Measures until stopped. A target that does not answer is a measurement like another; an error that is ours
   * or the machine's is logged, never thrown.
   */
  start(job: JobOf<K>, context: ProbeContext): RunningProbe;
}
