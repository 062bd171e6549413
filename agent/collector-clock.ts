/** How far this machine's clock is from the collector's, from the times in its answers (as RFC 5905 section 8 does). */

interface Sample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

/** The latest exchanges; the quickest of them is believed: what delays an answer blurs it. */
const SAMPLES = 8;
/** Wall and monotonic time that part by more than this: the clock was set, and earlier samples say nothing. */
const STEP_MS = 100;
/** `Date` has whole seconds (RFC 9110 section 5.6.7): it stands for their middle. */
const DATE_MIDDLE_MS = 500;

export interface Moment {
  /** Epoch milliseconds. */
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export class CollectorClock {
  #samples: Sample[] = [];
  #baseMs: number | undefined;

  /** This clock less the collector's, milliseconds; `undefined` before the first answer. */
  get offsetMs(): number | undefined {
    if (this.#samples.length === 0) return undefined;
    const best = this.#samples.reduce((one, other) => (other.roundTripMs < one.roundTripMs ? other : one));
    return Math.round(best.offsetMs);
  }

  /** Takes the time of an answer in. @param collectorMs epoch milliseconds, as the collector had them. */
  observe(sent: Moment, received: Moment, collectorMs: number): void {
    const roundTripMs = received.monotonicMs - sent.monotonicMs;
    if (Math.abs(received.wallMs - sent.wallMs - roundTripMs) > STEP_MS) return;
    const baseMs = received.wallMs - received.monotonicMs;
    if (this.#baseMs !== undefined && Math.abs(baseMs - this.#baseMs) > STEP_MS) this.#samples = [];
    this.#baseMs = baseMs;
    const offsetMs = (sent.wallMs + received.wallMs) / 2 - collectorMs;
    this.#samples = [...this.#samples.slice(1 - SAMPLES), { offsetMs, roundTripMs }];
  }
}

/** The collector's time as its answer has it, epoch milliseconds: `Canhmang-Time`, or else `Date`. */
export function timeOfAnswer(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): number | undefined {
  const exact = headers['canhmang-time'];
  if (typeof exact === 'string' && /^\d{1,15}$/.test(exact)) return Number(exact);
  const { date } = headers;
  const dateMs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : dateMs + DATE_MIDDLE_MS;
}
