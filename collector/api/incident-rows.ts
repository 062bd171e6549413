/** Incidents as the API shows them. */

import { parseLines } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import type { SubjectId } from '../../model/state.ts';
import { affectedCounts, affectedSubjects } from '../incidents/query.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import type { Sees } from './auth/reach.ts';
import { iso } from './resource.ts';
import type { EvidenceRow, IncidentDetail, IncidentRow } from './types/incidents.ts';

type NameOf = (subject: SubjectId) => string;

function isoOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : iso(timeMs);
}

function incidentRow(incident: IncidentRecord, nameOf: NameOf, affected: number): IncidentRow {
  return {
    id: incident.id,
    subject: incident.subject,
    subjectName: nameOf(incident.subject),
    site: incident.site,
    kind: incident.kind,
    severity: incident.severity,
    title: incident.title,
    cause: incident.cause,
    flapping: incident.flapping_ms !== null,
    affected,
    mergedInto: incident.merged_into,
    acknowledgedAt: isoOrNull(incident.acknowledged_ms),
    acknowledgedBy: incident.acknowledged_by,
    assignee: incident.assignee,
    openedAt: iso(incident.opened_ms),
    resolvedAt: isoOrNull(incident.resolved_ms),
    proof: incident.proof,
  };
}

/** @param sees of those who suffer too, only these are counted. */
export async function incidentRows(
  ledger: LedgerReader,
  incidents: readonly IncidentRecord[],
  nameOf: NameOf,
  sees?: Sees,
): Promise<IncidentRow[]> {
  const ids = incidents.map(({ id }) => id);
  const counts = sees ? await seenCounts(ledger, ids, sees) : await affectedCounts(ledger, ids);
  return incidents.map((incident) => incidentRow(incident, nameOf, counts.get(incident.id) ?? 0));
}

async function seenCounts(
  ledger: LedgerReader,
  ids: readonly number[],
  sees: NonNullable<Sees>,
): Promise<Map<number, number>> {
  const subjects = await affectedSubjects(ledger, ids);
  return new Map([...subjects].map(([id, affected]) => [id, affected.filter(sees).length]));
}

/** A measurement in a form that can be read; `null` where there is none. */
export function evidenceRow(proof: string | null): EvidenceRow | null {
  if (proof === null) return null;
  const point = firstPoint(proof);
  if (!point) return { line: proof, measurement: null, at: null, tags: {}, fields: {} };
  const fields = Object.entries(point.fields).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? Number(value) : value,
  ]);
  return {
    line: proof,
    measurement: point.measurement,
    at: iso(point.timeMs),
    tags: { ...point.tags },
    fields: Object.fromEntries(fields),
  };
}

function firstPoint(proof: string): Point | undefined {
  return parseLines(proof, 'ns', 0).points[0];
}

/** An incident with its timeline, its facts, and who else suffers, as far as it is seen. */
export async function incidentDetail(
  ledger: LedgerReader,
  incident: IncidentRecord,
  nameOf: NameOf,
  sees?: Sees,
): Promise<IncidentDetail> {
  const { id } = incident;
  const isSeen = ({ subject }: { readonly subject: SubjectId }) => sees === undefined || sees(subject);
  const [row] = await incidentRows(ledger, [incident], nameOf, sees);
  if (!row) throw new Error(`incident ${id} without a row`);
  const events = await ledger
    .selectFrom('incident_event')
    .selectAll()
    .where('incident', '=', id)
    .orderBy('id')
    .execute();
  const facts = await ledger.selectFrom('incident_fact').selectAll().where('incident', '=', id).execute();
  const affected = await ledger
    .selectFrom('incident_affected')
    .selectAll()
    .where('incident', '=', id)
    .orderBy('from_ms')
    .execute();
  const parts = await ledger
    .selectFrom('incident')
    .selectAll()
    .where('merged_into', '=', id)
    .orderBy('id')
    .execute();
  return {
    ...row,
    causeAuthor: incident.cause_author,
    evidence: evidenceRow(incident.proof),
    timeline: events.map((event) => ({
      event: event.event,
      at: iso(event.at_ms),
      recordedAt: isoOrNull(event.recorded_ms),
      author: event.author,
      text: event.text,
      evidence: evidenceRow(event.proof),
    })),
    facts: facts.map((fact) => ({
      kind: fact.kind,
      from: iso(fact.from_ms),
      to: iso(fact.to_ms),
      points: fact.points,
      evidence: evidenceRow(fact.proof),
    })),
    affectedSubjects: affected.filter(isSeen).map(({ subject, from_ms, to_ms }) => ({
      subject,
      name: nameOf(subject),
      from: iso(from_ms),
      to: isoOrNull(to_ms),
    })),
    parts: await incidentRows(ledger, parts.filter(isSeen), nameOf, sees),
  };
}
