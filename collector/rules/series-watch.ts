/** One series under one rule: its window, its baseline, and the latch of each level. */
import type { Rule, RuleLevel } from '../../config/schema/rules.ts';
import type { Baseline } from './baseline.ts';
import type { Latch } from './latch.ts';
import { advance, isBreach, isRecovered, newLatch } from './latch.ts';
import { ValueWindow } from './value-window.ts';

/** A level and no other: nothing is wrong. */
export const FINE = -1;

/** What is known of the moment of a value; asked for only where it matters. */
export interface Moment {
  readonly timeMs: number;
  /** Hour of the day where the installation is. */
  readonly hour: number;
  /** Neither outside the rule's schedule nor while its site is not reached. */
  readonly mayRaise: boolean;
  /** Its site is reached: what is measured is what is usual. */
  readonly mayLearn: boolean;
}

export interface SeriesWatchOptions {
  readonly rule: Rule;
  readonly levels: readonly RuleLevel[];
  /** Tells the series from others of the same subject. */
  readonly detail: string;
  readonly baseline: Baseline | undefined;
  /** Up to this level it was raised before the collector started. */
  readonly raisedTo: number;
  readonly nowMs: number;
}

export class SeriesWatch {
  readonly detail: string;
  /** The worst level that is raised, or FINE. */
  level: number;
  /** Time of the newest value, epoch milliseconds. */
  lastMs = Number.NEGATIVE_INFINITY;
  readonly #rule: Rule;
  readonly #levels: readonly RuleLevel[];
  readonly #latches: Latch[];
  readonly #baseline: Baseline | undefined;
  #window: ValueWindow | undefined;
  #wasFine: boolean;

  constructor({ rule, levels, detail, baseline, raisedTo, nowMs }: SeriesWatchOptions) {
    this.#rule = rule;
    this.#levels = levels;
    this.detail = detail;
    this.level = Math.min(raisedTo, levels.length - 1);
    this.#baseline = baseline;
    this.#latches = levels.map((_, index) => newLatch(index <= this.level, nowMs));
    this.#wasFine = !rule.once_fine || this.level !== FINE;
  }

  /** When the present level began to be so, epoch milliseconds. */
  get sinceMs(): number {
    const worse = this.#latches.slice(this.level + 1).map(({ sinceMs }) => sinceMs);
    // Raised: since then; otherwise since the last that was raised is not.
    return this.#latches[this.level]?.sinceMs ?? Math.max(...worse);
  }

  /** Judges the next value, which is newer than those before. @returns whether the level changed. */
  judge(value: number, moment: Moment): boolean {
    const { timeMs } = moment;
    if (timeMs - this.lastMs > this.#rule.silence) this.#begin();
    this.lastMs = timeMs;
    const judged = this.#judgedValue(value, moment);
    if (judged === undefined) return false;
    const { when, hold } = this.#rule;
    const mildest = this.#levels[0];
    if (!this.#wasFine && mildest && !isBreach(mildest, when, judged)) this.#wasFine = true;
    let changed = false;
    for (const [index, level] of this.#levels.entries()) {
      const latch = this.#latches[index];
      if (!latch) continue;
      const speaks = latch.raised
        ? isRecovered(level, when, judged)
        : isBreach(level, when, judged) && this.#wasFine && moment.mayRaise;
      if (advance(latch, speaks, timeMs, latch.raised ? hold.clear : hold.raise)) changed = true;
    }
    return changed && this.#changesLevel();
  }

  /** After a silence nothing is known any more. @returns whether the level changed. */
  forget(): boolean {
    this.#begin();
    for (const latch of this.#latches) latch.raised = false;
    return this.#changesLevel();
  }

  #changesLevel(): boolean {
    const level = this.#latches.findLastIndex(({ raised }) => raised);
    if (level === this.level) return false;
    this.level = level;
    return true;
  }

  /** Values before a silence do not count for what is now. */
  #begin(): void {
    this.#window = undefined;
    for (const latch of this.#latches) latch.pendingMs = undefined;
  }

  #judgedValue(value: number, moment: Moment): number | undefined {
    const { timeMs } = moment;
    const { aggregate, window, baseline } = this.#rule;
    let judged: number | undefined = value;
    if (aggregate !== 'last') {
      this.#window ??= new ValueWindow(window);
      this.#window.add(timeMs, value);
      judged = this.#window.aggregate(aggregate);
    }
    if (judged === undefined || !baseline || !this.#baseline) return judged;
    const known = this.#baseline;
    const deviations =
      known.learnedForMs >= baseline.learn
        ? known.deviations(judged, moment.hour, baseline.floor)
        : undefined;
    if (known.isDue(timeMs) && moment.mayLearn) known.learn(judged, timeMs, moment.hour, baseline.floor);
    return deviations;
  }
}
