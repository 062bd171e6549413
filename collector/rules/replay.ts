/** Stored measurements through the rules: what would have been raised. Pure. */
import type { Severity } from '../../model/incident.ts';
import type { Point } from '../../model/point.ts';
import { blockOf, SeriesTable } from '../../model/point-block.ts';
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

/** Stores may give a point's fields one by one; rules look at them together. */
function gathered(points: readonly Point[]): Point[] {
  const byMoment = new Map<string, Point>();
  for (const point of points) {
    const key = `${point.timeMs} ${point.measurement} ${JSON.stringify(Object.entries(point.tags).sort())}`;
    const known = byMoment.get(key);
    byMoment.set(key, known ? { ...known, fields: { ...known.fields, ...point.fields } } : point);
  }
  return [...byMoment.values()].sort((one, other) => one.timeMs - other.timeMs);
}

export class Replay {
  readonly raised: Raised[] = [];
  readonly #open = new Map<string, Raised>();
  readonly #watch: RuleWatch;
  readonly #table = new SeriesTable();
  /** Moment that is being played, epoch milliseconds. */
  nowMs = 0;
  points = 0;

  constructor(watch: RuleWatch) {
    this.#watch = watch;
  }

  /** Plays points that are not older than those before; each arrives when it was measured. */
  play(points: readonly Point[]): void {
    for (const point of gathered(points)) {
      this.points++;
      this.nowMs = point.timeMs;
      this.#note(this.#watch.tick(point.timeMs));
      this.#note(this.#watch.feed(blockOf([point], this.#table), undefined, point.timeMs));
    }
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
