/**
 * From transitions to incidents: one cause, one incident. What fails behind a failed upstream is written down with
 * the upstream's incident; what fails too often stays one incident. Works inside the transaction that records the
 * transition.
 */
import type { Severity } from '../../model/incident.ts';
import type { SubjectId, SubjectKind, Transition } from '../../model/state.ts';
import { splitSubject } from '../../model/state.ts';
import { linkOpenInterval, outagesSince } from '../ledger/intervals.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import { colourOutages } from './colour.ts';
import type { FlappingLimits } from './flapping.ts';
import { DEFAULT_FLAPPING, flappingMemoryMs, isFlapping } from './flapping.ts';
import type { Entry, IncidentChange } from './incidents.ts';
import { changeIncident, lastResolvedOf, openIncident, openIncidentOf } from './incidents.ts';

export const OUTAGE = 'down';

/** A site without its line is worse than one of its devices. */
export const OUTAGE_SEVERITY: Readonly<Record<SubjectKind, Severity>> = {
  site: 'critical',
  line: 'critical',
  room: 'major',
  device: 'warning',
};

export interface OutagePolicy {
  /** Down again this soon after the end: the same incident goes on. */
  readonly reopenMs: number;
  readonly flapping: FlappingLimits;
}

export const DEFAULT_OUTAGE_POLICY: OutagePolicy = { reopenMs: 15 * 60_000, flapping: DEFAULT_FLAPPING };

/** @param site id of the site that the subject is or belongs to. */
export async function applyTransition(
  ledger: LedgerTransaction,
  transition: Transition,
  site: string,
  policy: OutagePolicy = DEFAULT_OUTAGE_POLICY,
): Promise<IncidentChange[]> {
  const { subject, from, to } = transition;
  if (from === 'unreachable') await endAffected(ledger, subject, transition.atMs);
  switch (to) {
    case 'down':
      return beginOutage(ledger, transition, site, policy);
    case 'unreachable':
      return joinUpstream(ledger, transition);
    case 'up':
    case 'degraded':
      return endOutage(ledger, transition);
    case 'unknown':
      // Nobody looking does not mend anything.
      return [];
  }
}

function entryOf(transition: Transition, event: Entry['event']): Entry {
  const { atMs, decidedMs, proof } = transition;
  return { event, atMs, recordedMs: decidedMs, proof };
}

async function beginOutage(
  ledger: LedgerTransaction,
  transition: Transition,
  site: string,
  policy: OutagePolicy,
): Promise<IncidentChange[]> {
  const { subject, atMs, decidedMs, proof } = transition;
  const open = await openIncidentOf(ledger, subject, OUTAGE);
  const last = open ?? (await lastResolvedOf(ledger, subject, OUTAGE, atMs - policy.reopenMs));
  if (!last) {
    const severity = OUTAGE_SEVERITY[splitSubject(subject).kind];
    const incident = { subject, site, kind: OUTAGE, severity, atMs, proof };
    const opened = await openIncident(ledger, incident, decidedMs);
    await linkOpenInterval(ledger, subject, opened.incident.id);
    return [opened];
  }
  await linkOpenInterval(ledger, subject, last.id);
  const changes: IncidentChange[] = [];
  if (!open) {
    const reopened = { resolved_ms: null };
    changes.push(await changeIncident(ledger, last.id, reopened, entryOf(transition, 'reopened')));
  }
  if (last.flapping_ms !== null) return [];
  const since = atMs - flappingMemoryMs(policy.flapping);
  const outages = await outagesSince(ledger, subject, since);
  if (!isFlapping(outages, atMs, false, policy.flapping)) return changes;
  // Told once, in place of this return; then not again until it settles.
  return [await changeIncident(ledger, last.id, { flapping_ms: decidedMs }, entryOf(transition, 'flapping'))];
}

async function endOutage(ledger: LedgerTransaction, transition: Transition): Promise<IncidentChange[]> {
  const open = await openIncidentOf(ledger, transition.subject, OUTAGE);
  if (!open || open.flapping_ms !== null) return [];
  const resolved_ms = Math.max(transition.atMs, open.opened_ms);
  const entry = { ...entryOf(transition, 'resolved'), atMs: resolved_ms };
  return [await endIncident(ledger, open, { resolved_ms }, entry)];
}

/** What is settled about the cause holds for the whole outage, also for what came after it was said. */
async function endIncident(
  ledger: LedgerTransaction,
  { id, cause, cause_author, opened_ms, subject }: IncidentRecord,
  changes: { readonly resolved_ms: number; readonly flapping_ms?: null },
  entry: Entry,
): Promise<IncidentChange> {
  if (cause !== null && (cause_author !== null || cause === 'planned')) {
    const outages = { subject, opened_ms, resolved_ms: changes.resolved_ms };
    await colourOutages(ledger, outages, cause, entry.recordedMs, cause_author ?? undefined);
  }
  return changeIncident(ledger, id, changes, entry);
}

/** What is behind a failed upstream is not told of by itself. */
async function joinUpstream(ledger: LedgerTransaction, transition: Transition): Promise<IncidentChange[]> {
  const { subject, upstream, atMs, decidedMs } = transition;
  const cause = upstream && (await openIncidentOf(ledger, upstream, OUTAGE));
  if (!cause) return [];
  await ledger
    .insertInto('incident_affected')
    .values({ incident: cause.id, subject, from_ms: atMs, to_ms: null })
    .onConflict((conflict) =>
      conflict.columns(['incident', 'subject', 'from_ms']).doUpdateSet({ to_ms: null }),
    )
    .execute();
  await linkOpenInterval(ledger, subject, cause.id);
  const changes: IncidentChange[] = [{ event: 'affected', atMs, incident: cause }];
  const symptom = await openIncidentOf(ledger, subject, OUTAGE);
  if (symptom) {
    const merged = { merged_into: cause.id, resolved_ms: Math.max(decidedMs, symptom.opened_ms) };
    changes.push(await changeIncident(ledger, symptom.id, merged, entryOf(transition, 'merged')));
  }
  return changes;
}

async function endAffected(ledger: LedgerTransaction, subject: SubjectId, atMs: number): Promise<void> {
  await ledger
    .updateTable('incident_affected')
    .set({ to_ms: atMs })
    .where('subject', '=', subject)
    .where('to_ms', 'is', null)
    .execute();
}

/** The incidents whose subjects have been quiet for long enough end, as of when their last outage did. */
export async function settleFlapping(
  ledger: LedgerTransaction,
  isUpSince: (subject: SubjectId) => number | undefined,
  nowMs: number,
  limits: FlappingLimits = DEFAULT_FLAPPING,
): Promise<IncidentChange[]> {
  const changes: IncidentChange[] = [];
  for (const incident of await flappingIncidents(ledger)) {
    const upSinceMs = isUpSince(incident.subject);
    if (upSinceMs === undefined) continue;
    const outages = await outagesSince(ledger, incident.subject, nowMs - flappingMemoryMs(limits));
    if (isFlapping(outages, nowMs, true, limits)) continue;
    const settled = { resolved_ms: Math.max(upSinceMs, incident.opened_ms), flapping_ms: null };
    const entry: Entry = { event: 'settled', atMs: nowMs, recordedMs: nowMs };
    changes.push(await endIncident(ledger, incident, settled, entry));
  }
  return changes;
}

export async function flappingIncidents(ledger: LedgerReader): Promise<IncidentRecord[]> {
  return ledger
    .selectFrom('incident')
    .selectAll()
    .where('resolved_ms', 'is', null)
    .where('flapping_ms', 'is not', null)
    .execute();
}
