/** What the rules may ask about the moment of a value. */
import type { State, SubjectId } from '../../model/state.ts';
import { isOutage } from '../../model/state.ts';
import type { LocalClock } from './local-clock.ts';
import type { Moment } from './series-watch.ts';
import type { SubjectWatch } from './subject-watch.ts';

/** The state at the moment of a value, epoch milliseconds, or as it is now; `undefined`: without a state. */
export type StateOf = (subject: SubjectId, atMs: number) => State | undefined;

/** The same object for every value: a value that is fine asks it nothing. */
export class ValueMoment implements Moment {
  timeMs = 0;
  subject: SubjectWatch | undefined;
  readonly #clock: LocalClock;
  readonly #stateOf: StateOf;

  constructor(clock: LocalClock, stateOf: StateOf) {
    this.#clock = clock;
    this.#stateOf = stateOf;
  }

  get hour(): number {
    return this.#clock.hourAt(this.timeMs);
  }

  get mayRaise(): boolean {
    const rule = this.subject?.rule;
    if (!rule || !this.#clock.isWithin(rule.schedule, this.timeMs)) return false;
    return rule.during_outage || !this.#isOut;
  }

  get mayLearn(): boolean {
    return !this.#isOut;
  }

  get #isOut(): boolean {
    const judged = this.subject?.judged;
    if (!judged) return true;
    return [judged.site, judged.subject].some((subject) => {
      const state = this.#stateOf(subject, this.timeMs);
      return state !== undefined && isOutage(state);
    });
  }
}
