/** Stored measurements through the rules: what would have been raised. Pure. */
import type { Severity } from '../../model/incident.ts';
import type { PointBlock } from '../../model/point-block.ts';
import type { SubjectId } from '../../model/state.ts';
import type { RuleWatch } from './rule-watch.ts';

export interface Raised {
  readonly rule: string;
  readonly subject: SubjectId;
  /** The worst that it came to. */
  severity: Severity;
  readonly detail: string;
  readonly fromMs: number;
  /** `undefined`: still open at the end. */
  toMs: number | undefined;
  /** Closed because its data stopped. */
  isQuiet: boolean;
}

export class Replay {
  readonly raised: Raised[] = [];
  readonly #open = new Map<string, Raised>();
  readonly #watch: RuleWatch;
  /** Moment that was played last, epoch milliseconds. */
  nowMs = 0;
  points = 0;

  constructor(watch: RuleWatch) {
    this.#watch = watch;
  }

  /** Plays points in order of time that are not older than those before; each arrives when it was measured. */
  play(points: PointBlock, first = 0, end = points.length): void {
    this.#note(this.#watch.play(points, first, end));
    this.points += end - first;
    this.nowMs = points.columns.times[end - 1] ?? this.nowMs;
  }

  #note(changes: ReturnType<RuleWatch['tick']>): void {
    for (const { kind, subject, raised, severity, atMs, title, quiet = false } of changes) {
      const key = `${kind} ${subject}`;
      const open = this.#open.get(key);
      if (raised && open) open.severity = severity;
      else if (raised) {
        const detail = title ?? '';
        const fresh = {
          rule: kind,
          subject,
          severity,
          detail,
          fromMs: atMs,
          toMs: undefined,
          isQuiet: false,
        };
        this.#open.set(key, fresh);
        this.raised.push(fresh);
      } else if (open) {
        open.toMs = atMs;
        open.isQuiet = quiet;
        this.#open.delete(key);
      }
    }
  }
}
