/**
 * Runs work at regular times. The phase of a job within its period comes from a hash of its id, so that
 * jobs are spread and stay where they are over restarts. Time is monotonic: a step of the wall clock
 * neither bursts nor stalls.
 */

/** What the scheduler needs of the world; tests pass their own. */
export interface Timers {
  /** Monotonic, milliseconds. */
  monotonicMs(): number;
  /** Calls once after a delay; returns how to call it off. */
  after(delayMs: number, work: () => void): () => void;
}

export const systemTimers: Timers = {
  monotonicMs: () => performance.now(),
  after: (delayMs, work) => {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface SchedulerFigures {
  /** Rounds that were not started because the one before was still running, and those that were cut short for it. */
  overruns: number;
  /** How late the latest round started, milliseconds. */
  lagMs: number;
  /** Rounds under way. */
  running: number;
}

/**
 * FNV-1a, 32 bits, with MurmurHash3's finaliser: without it ids that differ in their last character come out side
 * by side.
 */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Largest wait for the first round: somebody who has just started an agent wants to see it measure. */
const FIRST_ROUND_SPREAD_MS = 250;

export class Scheduler {
  readonly #timers: Timers;
  readonly figures: SchedulerFigures = { overruns: 0, lagMs: 0, running: 0 };

  constructor(timers: Timers = systemTimers) {
    this.#timers = timers;
  }

  /** A round has ended itself unfinished: there was no time left before the next. */
  cutShort(): void {
    this.figures.overruns++;
  }

  /**
   * Calls `round` every period until the returned function is called. Rounds of one job never overlap: one
   * that runs into the next period makes that start be skipped and counted.
   */
  every(jobId: string, periodMs: number, round: () => Promise<void> | void): () => void {
    const spreadMs = Math.min(periodMs, FIRST_ROUND_SPREAD_MS);
    const phaseMs = (stableHash(jobId) / 2 ** 32) * periodMs;
    const startMs = this.#timers.monotonicMs();
    let dueMs = startMs + (phaseMs % spreadMs);
    let first = true;
    let stopped = false;
    let running = false;
    let cancel = () => {};
    const arm = () => {
      cancel = this.#timers.after(Math.max(0, dueMs - this.#timers.monotonicMs()), tick);
    };
    const tick = () => {
      if (stopped) return;
      this.figures.lagMs = Math.max(0, this.#timers.monotonicMs() - dueMs);
      if (running) this.figures.overruns++;
      else {
        running = true;
        this.figures.running++;
        const done = () => {
          running = false;
          this.figures.running--;
        };
        const work = round();
        // Packets leave by the dozen a second: a promise for each would be most of what they cost here.
        if (work) void work.finally(done);
        else done();
      }
      // Starts that were missed altogether (a suspended machine) are not made up for.
      const nowMs = this.#timers.monotonicMs();
      dueMs = first ? startMs + phaseMs : dueMs + periodMs;
      first = false;
      if (dueMs <= nowMs) dueMs += Math.ceil((nowMs - dueMs + 1) / periodMs) * periodMs;
      arm();
    };
    arm();
    return () => {
      stopped = true;
      cancel();
    };
  }
}
