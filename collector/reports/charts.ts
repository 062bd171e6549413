/** The data of a report's charts, gathered along with its rows. Pure. */
import { CAUSES } from '../../model/incident.ts';
import type { Period } from '../../model/period.ts';
import type { Measure } from '../../model/service-hours.ts';
import type { TimeAccount } from '../../model/time-account.ts';
import type { Piece } from './pieces.ts';
import type { ReportCharts, ReportOutage, StripCell } from './report.ts';

/** The time of a row, cell by cell. */
export class StripSums {
  readonly #cells: readonly Period[];
  readonly #availableMs: Float64Array;
  readonly #watchedMs: Float64Array;
  readonly #unknownMs: Float64Array;
  readonly #excludedMs: Float64Array;

  constructor(cells: readonly Period[]) {
    this.#cells = cells;
    this.#availableMs = new Float64Array(cells.length);
    this.#watchedMs = new Float64Array(cells.length);
    this.#unknownMs = new Float64Array(cells.length);
    this.#excludedMs = new Float64Array(cells.length);
  }

  /** @param pieces in order; they cover the cells. */
  add(pieces: readonly Piece[], measure: Measure): void {
    let index = 0;
    for (const piece of pieces) {
      const sums = this.#sumsOf(piece);
      for (let atMs = piece.fromMs; atMs < piece.toMs; ) {
        const cell = this.#cells[index];
        if (!cell) return;
        const toMs = Math.min(cell.toMs, piece.toMs);
        const ms = measure(atMs, toMs);
        for (const sum of sums) sum[index] = (sum[index] ?? 0) + ms;
        atMs = toMs;
        if (toMs === cell.toMs) index++;
      }
    }
  }

  #sumsOf({ state, excluded }: Piece): readonly Float64Array[] {
    if (excluded) return [this.#excludedMs];
    if (state === 'unknown') return [this.#unknownMs];
    return state === 'up' || state === 'degraded' ? [this.#availableMs, this.#watchedMs] : [this.#watchedMs];
  }

  finish(): StripCell[] {
    return this.#cells.map(({ fromMs }, index) => {
      const watchedMs = this.#watchedMs[index] ?? 0;
      const unknownMs = this.#unknownMs[index] ?? 0;
      const excludedMs = this.#excludedMs[index] ?? 0;
      const allMs = watchedMs + unknownMs + excludedMs;
      return {
        fromMs,
        availability: watchedMs === 0 ? null : (this.#availableMs[index] ?? 0) / watchedMs,
        unknown: allMs === 0 ? 0 : unknownMs / allMs,
        excluded: allMs === 0 ? 0 : excludedMs / allMs,
      };
    });
  }
}

export function causeBars({ causeMs }: TimeAccount): ReportCharts['causes'] {
  const totalMs = CAUSES.reduce((sum, cause) => sum + causeMs[cause], 0);
  return CAUSES.filter((cause) => causeMs[cause] > 0)
    .map((cause) => ({ cause, ms: causeMs[cause], share: causeMs[cause] / totalMs }))
    .sort((a, b) => b.ms - a.ms);
}

/** A list that people read; the rest is among the incidents. Keeps the report of any province small. */
const MAX_OUTAGES = 500;

/** The longest outages, as many as people read. */
export class LongestOutages {
  #kept: ReportOutage[] = [];
  /** Shorter ones are among so many longer ones that nobody reads of them. */
  #leastMs = 0;
  count = 0;

  /** Counts one. @param say told of it in full only where it may be among the longest. */
  add(countedMs: number, say: () => ReportOutage): void {
    this.count++;
    if (countedMs < this.#leastMs) return;
    this.#kept.push(say());
    if (this.#kept.length < 2 * MAX_OUTAGES) return;
    this.#kept = this.finish();
    this.#leastMs = this.#kept.at(-1)?.countedMs ?? 0;
  }

  finish(): ReportOutage[] {
    return this.#kept
      .sort((a, b) => b.countedMs - a.countedMs || a.fromMs - b.fromMs || (a.site < b.site ? -1 : 1))
      .slice(0, MAX_OUTAGES);
  }
}
