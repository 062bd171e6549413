/**
 * What is usual for a series, by the hour of the day: a centre and a deviation that follow slowly, and that what is
 * far away moves no more than what is somewhat away (Huber): an outage of an hour moves them by less than half a
 * deviation. Pure.
 */

/** A value a minute is learned from, however often it is measured. */
export const LEARN_EVERY_MS = 60_000;
/** The first values are taken together: their median does not mind a few that are off. */
const FIRST_VALUES = 15;
/** Farther away than so many deviations counts as so many. */
const CLIP_DEVIATIONS = 4;
/** Of the mean absolute deviation of a normal distribution: one standard deviation. */
const TO_STANDARD = 1.2533;
/** An hour of the day is learned by 60 values a day: half of what is known is two weeks old at most. */
const SLOWEST_OF_HOUR = 1 / 840;
/** The whole day by 1,440. */
const SLOWEST_OF_DAY = 1 / 20_160;
/** An hour that has been seen for less is told by the whole day. */
const LEAST_OF_HOUR = 60;
const HOURS = 24;
const SLOT = 3;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export class Baseline {
  /** Centre, deviation and number of values of every hour, and behind them of the whole day. */
  readonly #slots: Float64Array;
  #first: number[] = [];
  #learnedMs = Number.NEGATIVE_INFINITY;
  /** Has changed since it was written down. */
  isChanged = false;

  constructor(slots = new Float64Array((HOURS + 1) * SLOT)) {
    this.#slots = slots;
  }

  /** @returns `undefined` when the text is not one of ours. */
  static parse(text: string): Baseline | undefined {
    const bytes = Buffer.from(text, 'base64');
    const length = (HOURS + 1) * SLOT;
    if (bytes.length !== length * 4) return undefined;
    const slots = Float64Array.from({ length }, (_, index) => bytes.readFloatLE(index * 4));
    return slots.every(Number.isFinite) ? new Baseline(slots) : undefined;
  }

  toString(): string {
    const bytes = Buffer.alloc(this.#slots.length * 4);
    for (const [index, value] of this.#slots.entries()) bytes.writeFloatLE(value, index * 4);
    return bytes.toString('base64');
  }

  /** How long it has been learning, milliseconds. */
  get learnedForMs(): number {
    return this.#countOf(HOURS) * LEARN_EVERY_MS;
  }

  /** Whether a value of this moment is to be learned from. */
  isDue(timeMs: number): boolean {
    return timeMs - this.#learnedMs >= LEARN_EVERY_MS;
  }

  /** @param floor least deviation. */
  learn(value: number, timeMs: number, hour: number, floor: number): void {
    this.#learnedMs = timeMs;
    if (this.#countOf(HOURS) === 0) {
      this.#first.push(value);
      if (this.#first.length === FIRST_VALUES) this.#begin(floor);
      return;
    }
    if (this.#countOf(hour) === 0) this.#slots.copyWithin(hour * SLOT, HOURS * SLOT, HOURS * SLOT + 2);
    this.#follow(HOURS, value, floor, SLOWEST_OF_DAY);
    this.#follow(hour, value, floor, SLOWEST_OF_HOUR);
    this.isChanged = true;
  }

  /** How many deviations above the usual; `undefined` where nothing is known. */
  deviations(value: number, hour: number, floor: number): number | undefined {
    if (this.#countOf(HOURS) === 0) return undefined;
    const at = (this.#countOf(hour) >= LEAST_OF_HOUR ? hour : HOURS) * SLOT;
    return (value - (this.#slots[at] ?? 0)) / Math.max(floor, this.#slots[at + 1] ?? 0);
  }

  #countOf(slot: number): number {
    return this.#slots[slot * SLOT + 2] ?? 0;
  }

  #begin(floor: number): void {
    const centre = median(this.#first);
    const spread = TO_STANDARD * median(this.#first.map((value) => Math.abs(value - centre)));
    this.#slots.set([centre, Math.max(spread, floor), FIRST_VALUES], HOURS * SLOT);
    this.#first = [];
    this.isChanged = true;
  }

  #follow(slot: number, value: number, floor: number, slowest: number): void {
    const at = slot * SLOT;
    const [centre = 0, spread = 0, count = 0] = this.#slots.subarray(at, at + SLOT);
    const limit = CLIP_DEVIATIONS * Math.max(spread, floor);
    const step = Math.max(-limit, Math.min(limit, value - centre));
    const share = Math.max(slowest, 1 / (count + FIRST_VALUES));
    this.#slots[at] = centre + share * step;
    this.#slots[at + 1] = spread + share * (TO_STANDARD * Math.abs(step) - spread);
    this.#slots[at + 2] = count + 1;
  }
}
