/** Messages that were given up raise an alarm of their own, told like any other. */
import type { AlarmChange } from '../../model/incident.ts';
import type { SubjectId } from '../../model/state.ts';

/** Kind of the incident. */
export const OUTBOX_DEAD = 'outbox-dead';

/** Follows how many there are; a `Watcher` of the decisions. */
export class DeadLetters {
  /** The collector's own site: what does not get out is its trouble. */
  readonly #subject: SubjectId;
  #count: number | undefined;
  #pending: { count: number; reason: string } | undefined;

  constructor(subject: SubjectId) {
    this.#subject = subject;
  }

  /** @param reason why the last of them was given up. */
  note(count: number, reason: string): void {
    this.#pending = { count, reason };
  }

  feed(): AlarmChange[] {
    return [];
  }

  /** What is raised already changes nothing: after a restart it is said again. */
  tick(nowMs: number): AlarmChange[] {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending || (pending.count === this.#count && this.#count !== undefined)) return [];
    this.#count = pending.count;
    return [
      {
        kind: OUTBOX_DEAD,
        subject: this.#subject,
        raised: pending.count > 0,
        severity: 'major',
        atMs: nowMs,
        decidedMs: nowMs,
        proof: undefined,
        title: pending.reason === '' ? undefined : pending.reason,
      },
    ];
  }
}
