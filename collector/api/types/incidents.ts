/** What the HTTP API answers about incidents. */

import type { Cause, FactKind, IncidentEvent, Severity } from '../../../model/incident.ts';
import type { List } from './parts.ts';

/** One row of `GET /api/v1/incidents`; docs/incidents.md has the parameters. */
export interface IncidentRow {
  /** Counts up from 1: what people say on the telephone. */
  id: number;
  subject: string;
  /** Name of the site or room it is about. */
  subjectName: string;
  site: string;
  /** `down`, `agent-silent`, `manual`, or the name of the rule that raised it. */
  kind: string;
  severity: Severity;
  /** In somebody's own words; `null`: said from kind and subject. */
  title: string | null;
  /** `null`: not known yet. */
  cause: Cause | null;
  /** Its subject changes too often to be told each time. */
  flapping: boolean;
  /** Number of subjects that suffer or suffered beside its own. */
  affected: number;
  /** The incident that this one is part of; lists leave it out then. */
  mergedInto: number | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  assignee: string | null;
  openedAt: string;
  resolvedAt: string | null;
  /** What decided it: line protocol of the deciding measurement. */
  proof: string | null;
}

/** `GET /api/v1/incidents` */
export interface IncidentList extends List<IncidentRow> {
  /** `before` of the next page; `null`: this is the last. */
  next: number | null;
}

/** A measurement that decided something. */
export interface EvidenceRow {
  /** Line protocol. */
  line: string;
  /** `null` with no values: the line cannot be read any more. */
  measurement: string | null;
  at: string | null;
  tags: Record<string, string>;
  fields: Record<string, number | string | boolean>;
}

/** `GET /api/v1/incidents/{id}`, and what each action on it answers. */
export interface IncidentDetail extends IncidentRow {
  /** Who set the cause; `null`: it was worked out. */
  causeAuthor: string | null;
  evidence: EvidenceRow | null;
  /** In the order in which it was written down. */
  timeline: {
    event: IncidentEvent;
    at: string;
    recordedAt: string | null;
    /** `null`: the program itself. */
    author: string | null;
    text: string | null;
    evidence: EvidenceRow | null;
  }[];
  facts: { kind: FactKind; from: string; to: string; points: number; evidence: EvidenceRow | null }[];
  affectedSubjects: { subject: string; name: string; from: string; to: string | null }[];
  /** Incidents that are part of this one. */
  parts: IncidentRow[];
}
