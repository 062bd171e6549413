/** Every point under every rule that is about it. Raises alarms; whether they are open already is the ledger's affair. */
import { isDeepStrictEqual } from 'node:util';
import { hasShippedTitle } from '../../config/rules.ts';
import type { Rule } from '../../config/schema/rules.ts';
import type { AlarmChange, Severity } from '../../model/incident.ts';
import { formatPoint } from '../../model/line-protocol.ts';
import type { FieldSeries, PointBlock, SeriesHead, SeriesTable } from '../../model/point-block.ts';
import type { SubjectId } from '../../model/state.ts';
import type { BaselineBook } from './baseline-book.ts';
import { LocalClock } from './local-clock.ts';
import { detailOf, isOf, meetsConditions, numberAt } from './rule-match.ts';
import { FINE, SeriesWatch } from './series-watch.ts';
import { SubjectWatch } from './subject-watch.ts';
import type { JudgedOf } from './subjects.ts';
import type { StateOf } from './value-moment.ts';
import { ValueMoment } from './value-moment.ts';

/** What arrives later than this may well be over, and from a clock so far ahead nothing follows. */
const MAX_OFF_MS = 300_000;
/** How often it is seen what has been silent for too long. */
const EXPIRE_EVERY_MS = 10_000;
/** An alarm as the ledger has it. */
export interface OpenAlarm {
  readonly kind: string;
  readonly subject: SubjectId;
  readonly severity: Severity;
}

export interface RuleWatchOptions {
  readonly rules: readonly Rule[];
  readonly judgedOf: JudgedOf;
  readonly stateOf: StateOf;
  readonly timeZone: string;
  readonly language: 'vi' | 'en';
  /** Raised before the start. */
  readonly open: readonly OpenAlarm[];
  readonly baselines: BaselineBook;
  readonly nowMs: number;
}

interface RunningRule {
  readonly rule: Rule;
  readonly subjects: Map<SubjectId, SubjectWatch>;
}

interface WatchedSeries {
  readonly subject: SubjectWatch;
  readonly watch: SeriesWatch;
}

/** What is wanted of a table's series, found out once for each. */
interface Plan {
  readonly heads: (boolean | undefined)[];
  readonly series: (readonly WatchedSeries[] | undefined)[];
}

export class RuleWatch {
  readonly #options: RuleWatchOptions;
  readonly #moment: ValueMoment;
  #rules: RunningRule[] = [];
  #plans = new WeakMap<SeriesTable, Plan>();
  /** Changes that come from elsewhere than points: told at the next tick. */
  #waiting: AlarmChange[] = [];
  #expiredMs = 0;

  constructor(options: RuleWatchOptions) {
    this.#options = options;
    this.#moment = new ValueMoment(new LocalClock(options.timeZone), options.stateOf);
    this.#start(options.rules, new Map(), options.open, options.nowMs);
  }

  /** Takes these rules from now on. A rule that has not changed goes on; what others had raised stays so until its values say otherwise. */
  replace(rules: readonly Rule[], nowMs: number): void {
    const unchanged = new Map<Rule, RunningRule>();
    const isStillOf = new Map(rules.map(({ name, of }) => [name, of]));
    const open: OpenAlarm[] = [];
    for (const running of this.#rules) {
      const same = rules.find((rule) => isDeepStrictEqual(rule, running.rule));
      if (same) unchanged.set(same, running);
      for (const subject of same ? [] : raisedOf(running)) {
        const { toldLevel, levels, judged, rule } = subject;
        const severity = levels[toldLevel]?.severity ?? 'info';
        if (isStillOf.get(rule.name) === rule.of)
          open.push({ kind: rule.name, subject: judged.subject, severity });
        else this.#waiting.push(subject.end(nowMs));
      }
    }
    this.#start(rules, unchanged, open, nowMs);
  }

  feed(points: PointBlock, _agent: string | undefined, nowMs: number): AlarmChange[] {
    const plan = this.#planOf(points.table);
    const changes: AlarmChange[] = [];
    for (let point = 0; point < points.length; point++) this.#take(points, point, plan, nowMs, changes);
    return changes;
  }

  /** Some points of a block in order of time, as if each had come when it was measured. */
  play(points: PointBlock, first: number, end: number): AlarmChange[] {
    const plan = this.#planOf(points.table);
    const changes: AlarmChange[] = [];
    for (let point = first; point < end; point++) {
      const timeMs = points.columns.times[point] ?? 0;
      if (this.#isDue(timeMs)) changes.push(...this.tick(timeMs));
      this.#take(points, point, plan, timeMs, changes);
    }
    return changes;
  }

  #isDue(nowMs: number): boolean {
    return nowMs - this.#expiredMs >= EXPIRE_EVERY_MS;
  }

  #take(points: PointBlock, point: number, plan: Plan, nowMs: number, changes: AlarmChange[]): void {
    const { table, columns } = points;
    const { heads, times, firstValue, series } = columns;
    const headNumber = heads[point] ?? -1;
    let isWanted = plan.heads[headNumber];
    if (isWanted === undefined) {
      isWanted = this.#wants(table.heads[headNumber]);
      plan.heads[headNumber] = isWanted;
    }
    const timeMs = times[point] ?? 0;
    if (!isWanted || Math.abs(nowMs - timeMs) > MAX_OFF_MS) return;
    const end = firstValue[point + 1] ?? 0;
    for (let at = firstValue[point] ?? 0; at < end; at++) {
      const number = series[at] ?? -1;
      let watched = plan.series[number];
      if (watched === undefined) {
        watched = this.#watchedOf(table.series[number], nowMs);
        plan.series[number] = watched;
      }
      for (const one of watched) this.#judge(one, points, point, at, nowMs, changes);
    }
  }

  tick(nowMs: number): AlarmChange[] {
    const changes = this.#waiting;
    this.#waiting = [];
    if (!this.#isDue(nowMs)) return changes;
    this.#expiredMs = nowMs;
    for (const running of this.#rules) {
      for (const subject of raisedOf(running)) {
        const change = subject.expire(nowMs);
        if (change) changes.push(change);
      }
    }
    return changes;
  }

  /** Alarms that stay as they were because nothing has been heard for a while: half of the rule's silence. */
  staleAlarms(nowMs: number): OpenAlarm[] {
    return this.#rules.flatMap((running) =>
      [...raisedOf(running)]
        .filter(({ heardMs, rule }) => nowMs - heardMs > rule.silence / 2)
        .map(({ rule, judged, levels, toldLevel }) => ({
          kind: rule.name,
          subject: judged.subject,
          severity: levels[toldLevel]?.severity ?? 'info',
        })),
    );
  }

  #start(
    rules: readonly Rule[],
    unchanged: ReadonlyMap<Rule, RunningRule>,
    open: readonly OpenAlarm[],
    nowMs: number,
  ): void {
    this.#plans = new WeakMap();
    this.#rules = rules.map((rule) => {
      const running = unchanged.get(rule) ?? { rule, subjects: new Map() };
      for (const alarm of open) {
        if (alarm.kind === rule.name) this.#resume(running, alarm, nowMs);
      }
      return running;
    });
  }

  #resume(running: RunningRule, { subject, severity }: OpenAlarm, nowMs: number): void {
    const kind = subject.slice(0, subject.indexOf(':'));
    const id = subject.slice(kind.length + 1);
    const judged = this.#options.judgedOf(kind === 'site' ? 'site' : running.rule.of, { [kind]: id });
    if (judged) this.#subjectOf(running, judged, nowMs, severity);
  }

  #planOf(table: SeriesTable): Plan {
    let plan = this.#plans.get(table);
    if (!plan) {
      plan = { heads: [], series: [] };
      this.#plans.set(table, plan);
    }
    return plan;
  }

  #wants(head: SeriesHead | undefined): boolean {
    return head !== undefined && this.#rules.some(({ rule }) => isOf(rule, head));
  }

  #watchedOf(series: FieldSeries | undefined, nowMs: number): WatchedSeries[] {
    if (!series || series.type === 'text') return [];
    const { head, field } = series;
    return this.#rules.flatMap((running): WatchedSeries[] => {
      const { rule } = running;
      if (!isOf(rule, head, field)) return [];
      const judged = this.#options.judgedOf(rule.of, head.tags);
      if (!judged) return [];
      const subject = this.#subjectOf(running, judged, nowMs, undefined);
      if (subject.levels.length === 0) return [];
      const detail = detailOf(head.tags, rule, field);
      const key = `${head.measurement} ${field} ${JSON.stringify(Object.entries(head.tags).sort())}`;
      let watch = subject.seriesOf(key);
      if (!watch) {
        const { levels, toldLevel } = subject;
        const baseline = rule.baseline && this.#options.baselines.get(rule.name, key);
        watch = new SeriesWatch({ rule, levels, detail, baseline, raisedTo: toldLevel, nowMs });
        subject.add(key, watch);
      }
      return [{ subject, watch }];
    });
  }

  #subjectOf(
    { rule, subjects }: RunningRule,
    judged: SubjectWatch['judged'],
    nowMs: number,
    told: Severity | undefined,
  ): SubjectWatch {
    let subject = subjects.get(judged.subject);
    if (!subject) {
      const levels = rule.by_class[judged.siteClass] ?? rule.levels;
      const toldLevel = levels.findLastIndex(({ severity }) => severity === told);
      const titleOf = (detail: string) => this.#titleOf(rule, detail);
      subject = new SubjectWatch({ rule, levels, judged, toldLevel, nowMs, titleOf });
      subjects.set(judged.subject, subject);
    }
    return subject;
  }

  /** A kind that the catalogues know is said by them; its title says the rest. */
  #titleOf({ name, title }: Rule, detail: string): string | undefined {
    const parts = [hasShippedTitle(name) ? '' : (title?.[this.#options.language] ?? ''), detail];
    return parts.filter((part) => part !== '').join(': ') || undefined;
  }

  #judge(
    { subject, watch }: WatchedSeries,
    points: PointBlock,
    point: number,
    at: number,
    nowMs: number,
    changes: AlarmChange[],
  ): void {
    const timeMs = points.columns.times[point] ?? 0;
    if (timeMs <= watch.lastMs || !meetsConditions(subject.rule, points, point)) return;
    this.#moment.timeMs = timeMs;
    this.#moment.subject = subject;
    if (!watch.judge(numberAt(points, at), this.#moment)) return;
    const change = subject.change(nowMs, () => {
      const proof = points.at(point);
      return (proof && formatPoint(proof)) ?? '';
    });
    if (change) changes.push(change);
  }
}

function* raisedOf({ subjects }: RunningRule): Generator<SubjectWatch> {
  for (const subject of subjects.values()) if (subject.toldLevel !== FINE) yield subject;
}
