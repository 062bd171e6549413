/** What the HTTP API answers about rules. */

import type { Severity } from '../../../model/incident.ts';
import type { SiteClass } from '../../../model/inventory.ts';
import type { SubjectId } from '../../../model/state.ts';

/** `GET /api/v1/rules` */
export interface RulesReport {
  /** In force. */
  items: { name: string; of: string; severities: Severity[] }[];
  /** Of the file as it is now, with file, line and column; the rules from before are in force. */
  problems: string[];
  /** Alarms that stay as they were: their data has stopped. */
  stale: { kind: string; subject: SubjectId; subjectName: string }[];
}

/** `GET /api/v1/rules/file` */
export interface RulesFileAnswer {
  /** Of the installation's own file; empty where it has none. */
  text: string;
  /** Its name; `null`: the installation has only the rules that ship. */
  name: string | null;
  /** In force. */
  rules: RuleDetail[];
}

export interface RuleDetail {
  name: string;
  /** `null`: it has words in the catalogue. */
  title: { vi: string; en: string } | null;
  of: 'site' | 'device' | 'line' | 'room' | 'agent';
  /** `ping.average_response_ms` */
  metrics: string[];
  when: 'above' | 'below' | 'equal';
  aggregate: string;
  /** Of `aggregate`; 0 where the last value counts. */
  windowMs: number;
  /** Values are deviations from what is usual. */
  isBaseline: boolean;
  levels: RuleLevelRow[];
  /** Instead of `levels`, at sites of a class; without any it is not judged there. */
  byClass: { class: SiteClass; levels: RuleLevelRow[] }[];
  /** How long it has to be so. */
  raiseAfterMs: number;
  clearAfterMs: number;
}

export interface RuleLevelRow {
  severity: Severity;
  raise: number;
  clear: number;
}

/** `POST /api/v1/rules/check` */
export interface RulesCheckAnswer {
  /** How many rules it comes to; `null`: it cannot be used. */
  rules: number | null;
  problems: RulesProblem[];
}

export interface RulesProblem {
  line: number;
  column: number;
  text: string;
  /** It may be meant so. */
  isRemark: boolean;
}

/** `POST /api/v1/rules/replay` */
export interface RulesReplayAnswer extends RulesCheckAnswer {
  /** The first of what would have been raised. */
  raised: {
    rule: string;
    subject: string;
    subjectName: string;
    severity: Severity;
    detail: string;
    from: string;
    /** `null`: still open at the end. */
    to: string | null;
    /** It ended because its data stopped. */
    dataStopped: boolean;
  }[];
  total: number;
  /** Measurements that were looked at. */
  points: number;
  /** Up to where it came: before the wanted end, it was too much for once. */
  until: string;
  isWhole: boolean;
}
