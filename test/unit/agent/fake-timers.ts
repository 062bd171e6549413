/** A clock that stands until it is moved: the scheduler's view of time, in tests. */
import type { Timers } from '../../../agent/scheduler.ts';

export class FakeTimers implements Timers {
  #nowMs: number;
  #due: { atMs: number; work: () => void }[] = [];

  constructor(nowMs = 0) {
    this.#nowMs = nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, work: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, work };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  /** Resolves when something is due some time: work that waits for the world first has come that far. */
  async untilArmed(): Promise<void> {
    while (this.#due.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  get pending(): number {
    return this.#due.length;
  }

  /** When the next work falls due; `undefined`: there is none. */
  get nextDueMs(): number | undefined {
    return this.#due.length === 0 ? undefined : Math.min(...this.#due.map(({ atMs }) => atMs));
  }

  /** Lets time pass and calls what falls due, each at its time; promises settle in between. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const next = this.#due.toSorted((one, other) => one.atMs - other.atMs)[0];
      if (!next || next.atMs > endMs) break;
      this.#due = this.#due.filter((entry) => entry !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.work();
      await settle();
    }
    this.#nowMs = endMs;
  }

  /** The machine sleeps: time passes and nothing is called until it is over. */
  suspend(forMs: number): void {
    this.#nowMs += forMs;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}
