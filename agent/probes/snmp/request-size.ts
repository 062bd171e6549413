/** How much a device is asked for at once: learnt from its answers, remembered for the next poll. Pure. */
import { ANYWHERE_OCTETS } from './path-mtu.ts';

/** Values in the first request to a device that nothing is known of. */
const FIRST_VALUES = 40;
/** More than this in a request gains nothing, where an answer has to fit into a frame... */
const MOST_VALUES = 100;
/** ...and where it may be longer. */
const MOST_VALUES_LONG = 400;
/** Up to which share of the longest answer more is asked for: the next values may be longer than these. */
const GROWTH_SHARE = 0.9;
/** An answer within this share of the timeout is quick. */
const QUICK_SHARE = 1 / 4;
const GROWTH = 1.5;
/** After so many answers - hours, for most devices - what failed once is tried again: the line may be mended. */
const FORGIVEN_AFTER_ANSWERS = 1_000;

/** One request: its names times its rows; one row is GETNEXT, more are GETBULK. */
export interface Asked {
  readonly names: number;
  readonly rows: number;
}

export class RequestSize {
  readonly #longestOctets: number;
  readonly #mostValues: number;
  #values = FIRST_VALUES;
  /** Asked for so many values the device failed; only what is below is tried again. */
  #failedAt: number;
  /** Names that one GETNEXT was answered for, at most. */
  #plainAnswered = 0;
  #smallestBulkFailed = Number.POSITIVE_INFINITY;
  /** GETBULK fails for what GETNEXT can answer. */
  #plain = false;
  #answersSinceFailure = 0;

  /** @param longestOctets of an answer: nothing on its way is to cut it into fragments. */
  constructor(longestOctets: number = ANYWHERE_OCTETS) {
    this.#longestOctets = longestOctets;
    this.#mostValues = longestOctets > 2 * ANYWHERE_OCTETS ? MOST_VALUES_LONG : MOST_VALUES;
    this.#failedAt = this.#mostValues + 1;
  }

  /** The same, to come back to when what was learnt since turns out to be worth nothing. */
  copy(): RequestSize {
    const copy = new RequestSize(this.#longestOctets);
    copy.#values = this.#values;
    copy.#failedAt = this.#failedAt;
    copy.#plainAnswered = this.#plainAnswered;
    copy.#smallestBulkFailed = this.#smallestBulkFailed;
    copy.#plain = this.#plain;
    copy.#answersSinceFailure = this.#answersSinceFailure;
    return copy;
  }

  /** Names to ask for at once. */
  get names(): number {
    return this.#values;
  }

  /** Rows of so many names. */
  rowsOf(names: number): number {
    return this.#plain ? 1 : Math.max(1, Math.floor(this.#values / Math.max(1, names)));
  }

  answered(
    asked: Asked,
    answer: {
      /** Values. */
      readonly got: number;
      readonly octets: number;
      readonly elapsedMs: number;
      readonly timeoutMs: number;
    },
  ): void {
    const { got, octets, elapsedMs, timeoutMs } = answer;
    if (got === 0) return;
    if (asked.rows === 1) this.#plainAnswered = Math.max(this.#plainAnswered, asked.names);
    this.#compareWithBulk();
    if (++this.#answersSinceFailure === FORGIVEN_AFTER_ANSWERS) {
      this.#failedAt = this.#mostValues + 1;
      this.#smallestBulkFailed = Number.POSITIVE_INFINITY;
      this.#plain = false;
    }
    if (octets > this.#longestOctets) {
      this.#values = Math.max(1, Math.min(this.#values, Math.floor((this.#longestOctets * got) / octets)));
      return;
    }
    // An answer that was cut short, or was asked for little, says nothing of what else would fit.
    const values = asked.names * asked.rows;
    if (got < values || values < this.#values / 2 || elapsedMs > timeoutMs * QUICK_SHARE) return;
    const fitting = Math.floor((GROWTH_SHARE * this.#longestOctets * got) / octets);
    const grown = Math.ceil(this.#values * GROWTH);
    this.#values = Math.max(this.#values, Math.min(grown, fitting, this.#failedAt - 1));
  }

  /**
   * The answer was too big, or did not come.
   * @returns whether there is less to ask for.
   */
  failed({ names, rows }: Asked): boolean {
    const values = names * rows;
    this.#answersSinceFailure = 0;
    if (rows > 1) this.#smallestBulkFailed = Math.min(this.#smallestBulkFailed, values);
    if (rows > 1 && this.#compareWithBulk()) return true;
    this.#failedAt = Math.min(this.#failedAt, Math.max(2, values));
    this.#values = Math.max(1, Math.floor(Math.min(values, this.#values) / 2));
    return values > 1;
  }

  /** Asks for no more than so many values until the device answers again. */
  limit(values: number): void {
    this.#values = Math.max(1, Math.min(this.#values, values));
  }

  /** @returns whether it is GETBULK that the device cannot do, and not the size. */
  #compareWithBulk(): boolean {
    if (this.#plain || this.#plainAnswered < this.#smallestBulkFailed) return false;
    this.#plain = true;
    this.#values = Math.max(this.#values, this.#plainAnswered);
    this.#failedAt = this.#mostValues + 1;
    return true;
  }
}
