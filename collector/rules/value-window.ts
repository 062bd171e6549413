/** The values of one series in the latest stretch of time. */
import type { Aggregate } from '../../config/schema/rules.ts';

/** 17 minutes of a value a second: memory has to end somewhere. The oldest go first. */
export const MAX_VALUES = 1_024;
/** An average or a rate of less than this share of the window says more of the moment than of the window. */
const LEAST_FILLED = 0.5;

export class ValueWindow {
  readonly #lengthMs: number;
  #times = new Float64Array(16);
  #values = new Float64Array(16);
  /** Index of the oldest, and how many there are; round and round. */
  #first = 0;
  #count = 0;
  #sum = 0;

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** Adds a value that is not older than those before it, and forgets those that have left the window. */
  add(timeMs: number, value: number): void {
    while (this.#count > 0 && (this.#times[this.#first] ?? 0) < timeMs - this.#lengthMs) this.#dropOldest();
    if (this.#count === MAX_VALUES) this.#dropOldest();
    if (this.#count === this.#times.length) this.#grow();
    const at = (this.#first + this.#count++) % this.#times.length;
    this.#times[at] = timeMs;
    this.#values[at] = value;
    this.#sum += value;
  }

  /** @returns `undefined` while there is too little to say. */
  aggregate(kind: Aggregate): number | undefined {
    switch (kind) {
      case 'last':
        return this.#at(this.#values, this.#count - 1);
      case 'count':
        return this.#fold(0, (sum, value) => sum + (value === 0 ? 0 : 1));
      case 'min':
        return this.#fold(Number.POSITIVE_INFINITY, Math.min);
      case 'max':
        return this.#fold(Number.NEGATIVE_INFINITY, Math.max);
      case 'avg':
        return this.#isFilled ? this.#sum / this.#count : undefined;
      case 'p95': {
        if (!this.#isFilled) return undefined;
        // Nearest rank, as in reports.
        return this.#sorted()[Math.ceil(this.#count * 0.95) - 1];
      }
      case 'rate':
        return this.#isFilled ? this.#growth() / (this.#spanMs / 1_000) : undefined;
    }
  }

  get #spanMs(): number {
    return this.#at(this.#times, this.#count - 1) - this.#at(this.#times, 0);
  }

  get #isFilled(): boolean {
    return this.#count > 1 && (this.#count === MAX_VALUES || this.#spanMs >= this.#lengthMs * LEAST_FILLED);
  }

  /** A step down is a counter that began anew. */
  #growth(): number {
    let before = this.#at(this.#values, 0);
    return this.#fold(0, (sum, value) => {
      const step = value - before;
      before = value;
      return sum + Math.max(0, step);
    });
  }

  #at(column: Float64Array, index: number): number {
    return column[(this.#first + index) % column.length] ?? 0;
  }

  /** From the oldest value to the newest. A list of them would be rubbish at every value that is judged. */
  #fold(start: number, next: (folded: number, value: number) => number): number {
    let folded = start;
    for (let index = 0; index < this.#count; index++) folded = next(folded, this.#at(this.#values, index));
    return folded;
  }

  #sorted(): Float64Array {
    return Float64Array.from({ length: this.#count }, (_, index) => this.#at(this.#values, index)).sort();
  }

  #dropOldest(): void {
    this.#sum -= this.#at(this.#values, 0);
    this.#first = (this.#first + 1) % this.#times.length;
    this.#count--;
    // What rounding has left over.
    if (this.#count === 0) this.#sum = 0;
  }

  #grow(): void {
    const length = Math.min(MAX_VALUES, this.#times.length * 2);
    const enlarge = (column: Float64Array) => {
      const fresh = new Float64Array(length);
      for (let index = 0; index < this.#count; index++) fresh[index] = this.#at(column, index);
      return fresh;
    };
    [this.#times, this.#values] = [enlarge(this.#times), enlarge(this.#values)];
    this.#first = 0;
  }
}
