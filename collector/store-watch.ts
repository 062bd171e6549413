/** A store that is away raises an alarm: nothing is lost, but what waits takes room, and charts are empty meanwhile. */
import type { AlarmChange, Severity } from '../model/incident.ts';
import type { SubjectId } from '../model/state.ts';
import type { StoreAbsence } from './store/metric-store.ts';

/** Kind of the incident. */
export const STORE_AWAY = 'store-away';

/** A database that is restarted is back before. */
const RAISE_AFTER_MS = 60_000;
/** With this much of the ingest log full there is not much time left: then agents have to keep what they measure. */
const CRITICAL_SHARE = 0.8;

export interface StoreWatchParts {
  /** The collector's own site. */
  readonly subject: SubjectId;
  /** Of the configuration: `influxdb1`. */
  readonly kind: string;
  readonly away: () => StoreAbsence | undefined;
  /** How full the ingest log is, from 0 to 1. */
  readonly logShare: () => number;
}

/** A `Watcher` of the decisions. */
export class StoreWatch {
  readonly #parts: StoreWatchParts;
  /** What was said last; nothing yet: an incident may be open from before a restart. */
  #said: 'fine' | Severity | undefined;

  constructor(parts: StoreWatchParts) {
    this.#parts = parts;
  }

  feed(): AlarmChange[] {
    return [];
  }

  tick(nowMs: number): AlarmChange[] {
    const { subject, kind, away, logShare } = this.#parts;
    const absence = away();
    const isCritical = this.#said === 'critical' || logShare() >= CRITICAL_SHARE;
    const severity = isCritical ? 'critical' : 'major';
    const now = absence === undefined ? 'fine' : severity;
    // A short absence neither raises nor ends anything.
    if (now === this.#said || (absence && nowMs - absence.sinceMs < RAISE_AFTER_MS)) return [];
    this.#said = now;
    return [
      {
        kind: STORE_AWAY,
        subject,
        raised: absence !== undefined,
        severity,
        atMs: absence?.sinceMs ?? nowMs,
        decidedMs: nowMs,
        proof: undefined,
        title: absence && `${kind}: ${absence.reason}`,
      },
    ];
  }
}
