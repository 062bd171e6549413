/** A watch over a small province, fed point by point. */
import { BaselineBook } from '../../../../collector/rules/baseline-book.ts';
import type { OpenAlarm } from '../../../../collector/rules/rule-watch.ts';
import { RuleWatch } from '../../../../collector/rules/rule-watch.ts';
import { judgedBy } from '../../../../collector/rules/subjects.ts';
import { parseRules } from '../../../../config/rules.ts';
import type { Rule } from '../../../../config/schema/rules.ts';
import type { AlarmChange } from '../../../../model/incident.ts';
import type { Inventory, Site } from '../../../../model/inventory.ts';
import type { FieldValue } from '../../../../model/point.ts';
import { blockOf, SeriesTable } from '../../../../model/point-block.ts';
import type { State, SubjectId } from '../../../../model/state.ts';

/** Monday 2026-01-05, midnight in Hanoi. */
export const START = Date.UTC(2026, 0, 4, 17);
export const MINUTE = 60_000;

const site = (id: string, siteClass: Site['class']): Site => ({
  id,
  shortName: id,
  name: id,
  class: siteClass,
  unit: 'u',
  upstream: undefined,
  address: '127.0.0.1',
  gateway: undefined,
  coreAddress: undefined,
  latitude: undefined,
  longitude: undefined,
});

export const PROVINCE: Inventory = {
  units: [],
  sites: [site('a', 'commune'), site('b', 'department')],
  devices: [
    { id: 'r-a', site: 'a', kind: 'router', name: 'r-a', address: '127.0.0.1', credential: undefined },
  ],
  lines: [
    {
      id: 'l-a',
      site: 'a',
      carrier: 'VNPT',
      bandwidthKbps: 10_000,
      device: 'r-a',
      interfaceName: 'wan',
      targetPercent: 99,
    },
  ],
  rooms: [{ id: 'v-a', site: 'a', name: 'v-a', level: 'district', address: '127.0.0.1' }],
};

const told = ({ kind, subject, raised, severity, quiet }: AlarmChange) =>
  `${kind} ${subject} ${raised ? severity : quiet ? 'quietly over' : 'over'}`;

/** One rule in YAML's flow form, beside nothing else. */
export function ruleOf(text: string): Rule[] {
  return parseRules('rules.yaml', `rules:\n  - { name: r, title: { vi: lỗi, en: wrong }, ${text} }`, []);
}

export class Watching {
  readonly states = new Map<SubjectId, State>();
  readonly changes: AlarmChange[] = [];
  readonly watch: RuleWatch;
  readonly #table = new SeriesTable();

  constructor(rules: readonly Rule[], open: readonly OpenAlarm[] = [], baselines = new BaselineBook()) {
    this.watch = new RuleWatch({
      rules,
      judgedOf: judgedBy(PROVINCE, new Map([['agent-a', 'a']])),
      stateOf: (subject) => this.states.get(subject) ?? 'up',
      timeZone: 'Asia/Ho_Chi_Minh',
      language: 'en',
      open,
      baselines,
      nowMs: START,
    });
  }

  /** A point at a moment, which arrives then. @returns what it led to. */
  sees(
    afterMs: number,
    measurement: string,
    tags: Readonly<Record<string, string>>,
    fields: Readonly<Record<string, FieldValue>>,
    arrivesMs = afterMs,
  ): string[] {
    const timeMs = START + afterMs;
    const changes = this.watch.feed(
      blockOf([{ measurement, tags, fields, timeMs }], this.#table),
      undefined,
      START + arrivesMs,
    );
    this.changes.push(...changes);
    return changes.map(told);
  }

  passes(afterMs: number): string[] {
    const changes = this.watch.tick(START + afterMs);
    this.changes.push(...changes);
    return changes.map(told);
  }
}
