/** A scheduler whose rounds are begun by who holds it. */
import { Scheduler } from '../../agent/scheduler.ts';

export class RoundsByHand extends Scheduler {
  /** Of each job, in the order of their start. */
  readonly rounds: (() => Promise<void> | void)[] = [];

  override every(_jobId: string, _periodMs: number, round: () => Promise<void> | void): () => void {
    this.rounds.push(round);
    return () => undefined;
  }
}
