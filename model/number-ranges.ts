/** A set of whole numbers that come mostly in a row, kept as ranges: which records are done with. */

export interface NumberRange {
  /** Both inclusive. */
  readonly first: number;
  readonly last: number;
}

export class NumberRanges {
  /** In order, apart by at least one number. */
  readonly #ranges: { first: number; last: number }[] = [];

  /** @param ranges in any order; they may overlap. */
  constructor(ranges: Iterable<NumberRange> = []) {
    for (const { first, last } of ranges) this.add(first, last);
  }

  /** Reads what `toString` wrote. @returns `undefined` when it is none of ours. */
  static parse(text: string): NumberRanges | undefined {
    const ranges = new NumberRanges();
    if (text === '') return ranges;
    for (const part of text.split(',')) {
      const match = /^(\d{1,15})-(\d{1,15})$/.exec(part);
      if (!match) return undefined;
      const [first, last] = [Number(match[1]), Number(match[2])];
      if (first > last) return undefined;
      ranges.add(first, last);
    }
    return ranges;
  }

  /** `1-5,8-8` */
  toString(): string {
    return this.#ranges.map(({ first, last }) => `${first}-${last}`).join(',');
  }

  /** Largest number in the set; 0 when it is empty. */
  get last(): number {
    return this.#ranges.at(-1)?.last ?? 0;
  }

  /** Takes in all numbers from `first` to `last`. */
  add(first: number, last: number): void {
    if (first > last) throw new RangeError(`range from ${first} to ${last}`);
    const from = this.#indexOf(first - 1);
    let to = from;
    let joined = { first, last };
    for (let next = this.#ranges[to]; next && next.first <= last + 1; next = this.#ranges[++to]) {
      joined = { first: Math.min(joined.first, next.first), last: Math.max(joined.last, next.last) };
    }
    this.#ranges.splice(from, to - from, joined);
  }

  /** How many ranges it is kept as. */
  get pieces(): number {
    return this.#ranges.length;
  }

  /** Takes in what lies between the two lowest ranges. */
  closeLowestGap(): void {
    const [first, second] = this.#ranges;
    if (first && second) this.add(first.first, second.last);
  }

  has(number: number): boolean {
    return this.includes(number, number);
  }

  /** All numbers from `first` to `last` are in the set. */
  includes(first: number, last: number): boolean {
    const range = this.#ranges[this.#indexOf(first)];
    return range !== undefined && range.first <= first && range.last >= last;
  }

  /** What of the numbers from `first` to `last` is in the set. */
  within(first: number, last: number): NumberRange[] {
    const found: NumberRange[] = [];
    for (let index = this.#indexOf(first); index < this.#ranges.length; index++) {
      const range = this.#ranges[index];
      if (!range || range.first > last) break;
      found.push({ first: Math.max(first, range.first), last: Math.min(last, range.last) });
    }
    return found;
  }

  /** How many numbers from `first` to `last` are in the set. */
  countWithin(first: number, last: number): number {
    return this.within(first, last).reduce((sum, range) => sum + range.last - range.first + 1, 0);
  }

  /** The smallest number that is not in the set, from `from` on. */
  firstMissing(from: number): number {
    const range = this.#ranges[this.#indexOf(from)];
    return range && range.first <= from ? range.last + 1 : from;
  }

  /** The smallest number that is in the set, from `from` on; `undefined` when there is none. */
  firstPresent(from: number): number | undefined {
    const range = this.#ranges[this.#indexOf(from)];
    return range && Math.max(from, range.first);
  }

  /** Index of the first range that ends at `number` or behind it. */
  #indexOf(number: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.last ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
