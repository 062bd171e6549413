/** One row of a report in the making: accounts are added, availabilities put together. Pure. */
import type { Line } from '../../model/inventory.ts';
import type { TimeAccount } from '../../model/time-account.ts';
import { availabilityRatio, countedTimes } from '../../model/time-account.ts';
import type { RowName } from './members.ts';
import type { Aggregation, ReportRow, RowTarget } from './report.ts';
import { addTo, noTime } from './tally.ts';

/** Availabilities of members in their three aggregations. Who was never looked at has no part in them. */
class Together {
  #sum = 0;
  #count = 0;
  #weighted = 0;
  #weights = 0;
  worst: { readonly name: string; readonly availability: number } | null = null;

  add(name: string, availability: number | null, weight: number): void {
    if (availability === null) return;
    this.#sum += availability;
    this.#count++;
    this.#weighted += availability * weight;
    this.#weights += weight;
    if (!this.worst || availability < this.worst.availability) this.worst = { name, availability };
  }

  get mean(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }

  get weighted(): number | null {
    return this.#weights === 0 ? null : this.#weighted / this.#weights;
  }

  by(aggregation: Aggregation): number | null {
    if (aggregation === 'worst') return this.worst?.availability ?? null;
    return aggregation === 'weighted' ? this.weighted : this.mean;
  }
}

/** A member's part in a row. */
export interface MemberFigures {
  readonly name: string;
  readonly weight: number;
  readonly time: TimeAccount;
  /** In the other hours. */
  readonly otherHours: number | null;
  readonly lines: readonly Line[];
  /** The site's time as its lines'. */
  readonly lineTime: TimeAccount;
}

export class RowSums {
  readonly #name: RowName;
  readonly #time = noTime();
  readonly #together = new Together();
  readonly #other = new Together();
  readonly #percents = new Set<number>();
  #members = 0;
  #lines = 0;
  #breached = 0;
  #breachMs = 0;

  constructor(name: RowName) {
    this.#name = name;
  }

  add({ name, weight, time, otherHours, lines, lineTime }: MemberFigures): void {
    this.#members++;
    addTo(this.#time, time);
    this.#together.add(name, availabilityRatio(time), weight);
    this.#other.add(name, otherHours, weight);
    for (const { targetPercent } of lines) {
      this.#lines++;
      this.#percents.add(targetPercent);
      const breachMs = breachOf(lineTime, targetPercent);
      if (breachMs > 0) this.#breached++;
      this.#breachMs += breachMs;
    }
  }

  finish(aggregation: Aggregation): ReportRow {
    const time = this.#time;
    const { availableMs, watchedMs } = countedTimes(time);
    return {
      ...this.#name,
      members: this.#members,
      time,
      availability: this.#together.by(aggregation),
      mean: this.#together.mean,
      worst: this.#together.worst,
      weighted: this.#together.weighted,
      otherHours: this.#other.by(aggregation),
      mttrMs: time.outages === 0 ? null : (watchedMs - availableMs) / time.outages,
      mtbfMs: time.outages === 0 ? null : availableMs / time.outages,
      target: this.#target(),
    };
  }

  #target(): RowTarget | null {
    if (this.#lines === 0) return null;
    const [percent, ...others] = this.#percents;
    return {
      percent: others.length === 0 ? (percent ?? null) : null,
      lines: this.#lines,
      breached: this.#breached,
      breachMs: this.#breachMs,
    };
  }
}

/** Time not available beyond what the target allows of the time that counts; whole milliseconds. */
export function breachOf(time: TimeAccount, targetPercent: number): number {
  const { availableMs, watchedMs } = countedTimes(time);
  return Math.max(0, Math.round(watchedMs - availableMs - ((100 - targetPercent) / 100) * watchedMs));
}
