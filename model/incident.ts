/** Incidents: what people handle. Words that the collector, its API, the page and the command line share. */
import type { SubjectId } from './state.ts';

export const SEVERITIES = ['info', 'warning', 'major', 'critical'] as const;
/** In rising order. */
export type Severity = (typeof SEVERITIES)[number];

/** Kinds of incidents that are there without any rule; no rule may be called so. What they mean: docs/incidents.md. */
export const OWN_KINDS = ['down', 'agent-silent', 'outbox-dead', 'store-away', 'manual'] as const;

export const CAUSES = ['line', 'power', 'device', 'upstream', 'planned', 'undetermined'] as const;

/**
 * Why a site was not reached.
 * - `line`: its agent lived and its router answered; the circuit was lost.
 * - `power`: agent and router went and came back, or the UPS was on battery.
 * - `device`: the router restarted or was silent while the agent lived.
 * - `upstream`: something on its path had failed.
 * - `planned`: within a maintenance window.
 * - `undetermined`: nothing that was measured tells.
 */
export type Cause = (typeof CAUSES)[number];

export const INCIDENT_EVENTS = [
  'opened',
  'reopened',
  'resolved',
  'affected',
  'merged',
  'unmerged',
  'flapping',
  'settled',
  'cause',
  'corrected',
  'acknowledged',
  'assigned',
  'comment',
  'escalated',
  'overdue',
  'notified',
] as const;
export type IncidentEvent = (typeof INCIDENT_EVENTS)[number];

export const FACT_KINDS = [
  'agent-alive',
  'agent-booted',
  'router-answered',
  'router-silent',
  'router-booted',
  'on-battery',
  'line-lost',
] as const;

/**
 * What measurements from inside say of an outage.
 * - `agent-alive`: the site's agent measured during it.
 * - `agent-booted`: its machine started within it.
 * - `router-answered`, `router-silent`: the router to the agent.
 * - `router-booted`: the router started within it.
 * - `on-battery`: the UPS.
 * - `line-lost`: the core did not answer the site's agent.
 */
export type FactKind = (typeof FACT_KINDS)[number];

/** Something that is not a state of a subject begins or ends to be wrong with it: a rule's threshold, a silent agent. */
export interface AlarmChange {
  /** `agent-silent`, or the name of the rule. One open incident for each kind and subject. */
  readonly kind: string;
  readonly subject: SubjectId;
  readonly raised: boolean;
  readonly severity: Severity;
  /** When it began or ended to be so, and when that was decided; epoch milliseconds. */
  readonly atMs: number;
  readonly decidedMs: number;
  /** Line protocol of the measurement that decided; `undefined`: silence did. */
  readonly proof: string | undefined;
  /** In words, where the kind does not say it all. */
  readonly title?: string | undefined;
  /** Over because nothing is known any more: nobody is told that all is well. */
  readonly quiet?: boolean;
}
