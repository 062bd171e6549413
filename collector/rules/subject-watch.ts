/** One subject under one rule: as bad as the worst of its series. */
import type { Rule, RuleLevel } from '../../config/schema/rules.ts';
import type { AlarmChange } from '../../model/incident.ts';
import type { SeriesWatch } from './series-watch.ts';
import { FINE } from './series-watch.ts';
import type { Judged } from './subjects.ts';

/** An alarm from before a start is not cleared before all series of its subject have had time to be heard. */
const HEARING_MS = 300_000;

export interface SubjectWatchOptions {
  readonly rule: Rule;
  readonly levels: readonly RuleLevel[];
  readonly judged: Judged;
  /** Level at which people have been told before the start, or FINE. */
  readonly toldLevel: number;
  readonly nowMs: number;
  readonly titleOf: (detail: string) => string | undefined;
}

export class SubjectWatch {
  readonly judged: Judged;
  readonly rule: Rule;
  readonly levels: readonly RuleLevel[];
  /** What has been told. */
  toldLevel: number;
  readonly #titleOf: (detail: string) => string | undefined;
  readonly #series = new Map<string, SeriesWatch>();
  readonly #startMs: number;
  readonly #clearsFromMs: number;

  constructor({ rule, levels, judged, toldLevel, nowMs, titleOf }: SubjectWatchOptions) {
    this.rule = rule;
    this.levels = levels;
    this.judged = judged;
    this.toldLevel = toldLevel;
    this.#titleOf = titleOf;
    this.#startMs = nowMs;
    this.#clearsFromMs = toldLevel === FINE ? nowMs : nowMs + HEARING_MS;
  }

  seriesOf(key: string): SeriesWatch | undefined {
    return this.#series.get(key);
  }

  add(key: string, series: SeriesWatch): void {
    this.#series.set(key, series);
  }

  /** Of the series that speak for the alarm, the newest value, epoch milliseconds. */
  get heardMs(): number {
    const raised = [...this.#series.values()].filter(({ level }) => level !== FINE);
    return Math.max(this.#startMs, ...raised.map(({ lastMs }) => lastMs));
  }

  /** What has to be told. @param proof of the value that decided; `undefined`: time did. */
  change(nowMs: number, proof: (() => string) | undefined): AlarmChange | undefined {
    const worst = [...this.#series.values()].reduce<SeriesWatch | undefined>(
      (one, other) => (one && one.level >= other.level ? one : other),
      undefined,
    );
    if (!worst) return undefined;
    const { level } = worst;
    if (level === this.toldLevel || (level < this.toldLevel && nowMs < this.#clearsFromMs)) return undefined;
    const before = this.toldLevel;
    this.toldLevel = level;
    const last = Math.max(...[...this.#series.values()].map(({ sinceMs }) => sinceMs));
    return {
      ...this.#alarm(level === FINE ? before : level, level !== FINE, nowMs),
      atMs: level !== FINE ? worst.sinceMs : Math.min(nowMs, last),
      proof: proof?.(),
      title: this.#titleOf(level !== FINE ? worst.detail : ''),
    };
  }

  /** Nothing has been heard of it for too long: over, and nobody is told that all is well. */
  expire(nowMs: number): AlarmChange | undefined {
    const { silence } = this.rule;
    for (const one of this.#series.values()) {
      if (one.level !== FINE && nowMs - one.lastMs > silence) one.forget();
    }
    const isHeard = [...this.#series.values()].some(({ level }) => level !== FINE);
    if (isHeard || nowMs - this.heardMs <= silence) return this.change(nowMs, undefined);
    return this.end(nowMs);
  }

  /** Ends the alarm without a word. */
  end(nowMs: number): AlarmChange {
    const alarm = this.#alarm(this.toldLevel, false, nowMs);
    this.toldLevel = FINE;
    return { ...alarm, quiet: true };
  }

  #alarm(level: number, raised: boolean, nowMs: number): AlarmChange {
    return {
      kind: this.rule.name,
      subject: this.judged.subject,
      raised,
      severity: this.levels[level]?.severity ?? 'info',
      atMs: nowMs,
      decidedMs: nowMs,
      proof: undefined,
    };
  }
}
