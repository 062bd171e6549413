/** Batches on their way to a server: those that wait, and those that it has answered for but could still lose. */
import type { Point } from '../../../model/point.ts';

export interface QueuedBatch {
  readonly sequence: number;
  readonly points: readonly Point[];
}

export class SendQueue {
  readonly #maxPoints: number;
  #waiting: QueuedBatch[] = [];
  #waitingPoints = 0;
  #unsure: (QueuedBatch & { readonly answeredMs: number })[] = [];
  #unsurePoints = 0;
  #taken: number;
  #durable: number;
  #changed: Promise<void>;
  #resolveChange: () => void = () => undefined;

  constructor(position: number, maxPoints: number) {
    this.#taken = position;
    this.#durable = position;
    this.#maxPoints = maxPoints;
    this.#changed = this.#nextChange();
  }

  /** Number of the last batch that was added. */
  get taken(): number {
    return this.#taken;
  }

  get points(): number {
    return this.#waitingPoints + this.#unsurePoints;
  }

  get full(): boolean {
    return this.#waitingPoints >= this.#maxPoints;
  }

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  add(batch: QueuedBatch): void {
    this.#waiting.push(batch);
    this.#waitingPoints += batch.points.length;
    this.#taken = batch.sequence;
    this.notify();
  }

  /** The oldest that wait, up to so many points, at least one batch. They stay until they are `sent`. */
  next(maxPoints: number): QueuedBatch[] {
    const batches: QueuedBatch[] = [];
    let points = 0;
    for (const batch of this.#waiting) {
      if (batches.length > 0 && points + batch.points.length > maxPoints) break;
      batches.push(batch);
      points += batch.points.length;
    }
    return batches;
  }

  /** The server has answered for these, the oldest that wait. */
  sent(batches: readonly QueuedBatch[], answeredMs: number): void {
    for (const batch of this.#waiting.splice(0, batches.length)) {
      this.#waitingPoints -= batch.points.length;
      this.#unsurePoints += batch.points.length;
      this.#unsure.push({ ...batch, answeredMs });
    }
    this.notify();
  }

  /** Lets go of what was answered for by then. @returns the last batch that is stored for good. */
  durable(answeredByMs: number): number {
    const first = this.#unsure.findIndex(({ answeredMs }) => answeredMs > answeredByMs);
    for (const batch of this.#unsure.splice(0, first < 0 ? this.#unsure.length : first)) {
      this.#unsurePoints -= batch.points.length;
      this.#durable = batch.sequence;
    }
    return this.#durable;
  }

  /** The server may have lost what it had answered for: it waits again, first in line. */
  takeBackUnsure(): void {
    this.#waiting.unshift(...this.#unsure);
    this.#waitingPoints += this.#unsurePoints;
    this.#unsure = [];
    this.#unsurePoints = 0;
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return this.#changed;
  }

  notify(): void {
    const resolve = this.#resolveChange;
    this.#changed = this.#nextChange();
    resolve();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolveChange = resolve;
    });
  }
}
