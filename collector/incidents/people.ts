/**
 * What people do with incidents. Each works inside a transaction, leaves an entry with author and time in the
 * timeline, and gives back what changed; nothing is changed where it is so already.
 */
import type { Cause, Severity } from '../../model/incident.ts';
import type { SubjectId } from '../../model/state.ts';
import { isOutage } from '../../model/state.ts';
import { correctIntervals, openIntervalOf } from '../ledger/intervals.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import { colourOutages } from './colour.ts';
import type { Entry, IncidentChange } from './incidents.ts';
import { addEntry, changeIncident, openIncident, openIncidentOf, setCause } from './incidents.ts';
import { OUTAGE } from './outages.ts';
import { IncidentRefusal } from './refusal.ts';

export const MANUAL = 'manual';

/** Who does something, when, and what they say about it. */
export interface Act {
  readonly author: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  readonly text?: string | undefined;
}

function entryOf(event: Entry['event'], { author, nowMs, text }: Act): Entry {
  return { event, atMs: nowMs, recordedMs: nowMs, author, text };
}

/** @throws IncidentRefusal `unknown_incident` */
export async function findIncident(ledger: LedgerReader, id: number): Promise<IncidentRecord> {
  const incident = await ledger.selectFrom('incident').selectAll().where('id', '=', id).executeTakeFirst();
  if (!incident) throw new IncidentRefusal('unknown_incident', `there is no incident ${id}`);
  return incident;
}

async function findOpen(ledger: LedgerReader, id: number): Promise<IncidentRecord> {
  const incident = await findIncident(ledger, id);
  if (incident.merged_into !== null)
    throw new IncidentRefusal('incident_merged', `incident ${id} is part of ${incident.merged_into}`);
  if (incident.resolved_ms !== null)
    throw new IncidentRefusal('incident_resolved', `incident ${id} is resolved already`);
  return incident;
}

/**
 * Somebody is on it: nothing is escalated any more. The first who says so stays.
 * @throws IncidentRefusal `unknown_incident`, `incident_resolved`, `incident_merged`
 */
export async function acknowledge(
  ledger: LedgerTransaction,
  id: number,
  act: Act,
): Promise<IncidentChange[]> {
  const incident = await findOpen(ledger, id);
  if (incident.acknowledged_ms !== null) return act.text === undefined ? [] : comment(ledger, id, act);
  const changes = { acknowledged_ms: act.nowMs, acknowledged_by: act.author };
  return [await changeIncident(ledger, id, changes, entryOf('acknowledged', act))];
}

/**
 * @param assignee `null`: nobody any more.
 * @throws IncidentRefusal `unknown_incident`
 */
export async function assign(
  ledger: LedgerTransaction,
  id: number,
  assignee: string | null,
  act: Act,
): Promise<IncidentChange[]> {
  const incident = await findIncident(ledger, id);
  if (incident.assignee === assignee) return [];
  const entry = entryOf('assigned', { ...act, text: assignee ?? undefined });
  return [await changeIncident(ledger, id, { assignee }, entry)];
}

/** @throws IncidentRefusal `unknown_incident` */
export async function comment(ledger: LedgerTransaction, id: number, act: Act): Promise<IncidentChange[]> {
  const incident = await findIncident(ledger, id);
  await addEntry(ledger, id, entryOf('comment', act));
  return [{ event: 'comment', atMs: act.nowMs, incident }];
}

/**
 * Says what it came from, whatever was worked out; the outage's intervals carry it, and what they carried before
 * stays in the ledger.
 * @param act its text is the reason.
 * @throws IncidentRefusal `unknown_incident`
 */
export async function correctCause(
  ledger: LedgerTransaction,
  id: number,
  cause: Cause,
  act: Act,
): Promise<IncidentChange[]> {
  const incident = await findIncident(ledger, id);
  if (incident.cause === cause && incident.cause_author !== null && act.text === undefined) return [];
  const { author, nowMs, text } = act;
  const change = await setCause(ledger, id, cause, {
    atMs: nowMs,
    recordedMs: nowMs,
    author,
    text: text === undefined ? cause : `${cause}: ${text}`,
  });
  if (incident.kind === OUTAGE) await colourOutages(ledger, incident, cause, nowMs, author);
  return [change];
}

/**
 * Ends an incident by hand. What is measured goes on to say whether its subject is down.
 * @throws IncidentRefusal `unknown_incident`, `incident_resolved`, `incident_merged`
 */
export async function resolve(ledger: LedgerTransaction, id: number, act: Act): Promise<IncidentChange[]> {
  const incident = await findOpen(ledger, id);
  const changes = { resolved_ms: Math.max(act.nowMs, incident.opened_ms), flapping_ms: null };
  return [await changeIncident(ledger, id, changes, entryOf('resolved', act))];
}

export interface ManualIncident {
  readonly subject: SubjectId;
  readonly site: string;
  readonly severity: Severity;
  readonly title: string;
  /** Since when it is so; epoch milliseconds. */
  readonly atMs: number;
}

/**
 * Opens one for what no measurement shows.
 * @throws IncidentRefusal `already_open`: there is one by hand about the subject.
 */
export async function openManual(
  ledger: LedgerTransaction,
  incident: ManualIncident,
  act: Act,
): Promise<IncidentChange[]> {
  const open = await openIncidentOf(ledger, incident.subject, MANUAL);
  if (open)
    throw new IncidentRefusal(
      'already_open',
      `incident ${open.id} about ${incident.subject} is open already`,
    );
  const { author, nowMs, text } = act;
  const opened = await openIncident(ledger, { ...incident, kind: MANUAL, proof: undefined, author }, nowMs);
  if (text !== undefined) await addEntry(ledger, opened.incident.id, entryOf('comment', act));
  return [opened];
}

/**
 * Makes an incident part of another: it is told of and counted there.
 * @throws IncidentRefusal `unknown_incident`, `incident_merged`, `merge_into_itself`
 */
export async function merge(
  ledger: LedgerTransaction,
  id: number,
  into: number,
  act: Act,
): Promise<IncidentChange[]> {
  if (id === into) throw new IncidentRefusal('merge_into_itself', `incident ${id} cannot be part of itself`);
  const incident = await findIncident(ledger, id);
  const target = await findIncident(ledger, into);
  for (const one of [incident, target]) {
    if (one.merged_into !== null)
      throw new IncidentRefusal('incident_merged', `incident ${one.id} is part of ${one.merged_into}`);
  }
  const resolved_ms = incident.resolved_ms ?? Math.max(act.nowMs, incident.opened_ms);
  await moveIntervals(ledger, incident, id, into, act);
  const entry = entryOf('merged', { ...act, text: join(`→ #${into}`, act.text) });
  const changes = [
    await changeIncident(ledger, id, { merged_into: into, resolved_ms, flapping_ms: null }, entry),
  ];
  await addEntry(ledger, into, entryOf('merged', { ...act, text: join(`← #${id}`, act.text) }));
  return changes;
}

/**
 * Takes an incident out of the one that it was made part of: open again where its subject is still down, or where
 * it was open and no measurement says otherwise.
 * @throws IncidentRefusal `unknown_incident`, `incident_not_merged`, `already_open`
 */
export async function unmerge(ledger: LedgerTransaction, id: number, act: Act): Promise<IncidentChange[]> {
  const incident = await findIncident(ledger, id);
  const { merged_into: from, subject, kind } = incident;
  if (from === null) throw new IncidentRefusal('incident_not_merged', `incident ${id} is part of no other`);
  const goesOn = await isGoingOn(ledger, incident);
  const open = goesOn ? await openIncidentOf(ledger, subject, kind) : undefined;
  if (open) throw new IncidentRefusal('already_open', `incident ${open.id} about ${subject} is open already`);
  await moveIntervals(ledger, incident, from, id, act);
  const changes = { merged_into: null, ...(goesOn ? { resolved_ms: null } : {}) };
  const entry = entryOf('unmerged', { ...act, text: join(`← #${from}`, act.text) });
  await addEntry(ledger, from, entryOf('unmerged', { ...act, text: join(`→ #${id}`, act.text) }));
  return [await changeIncident(ledger, id, changes, entry)];
}

function join(what: string, why: string | undefined): string {
  return why === undefined ? what : `${what}: ${why}`;
}

/** Whether a merged incident would be open by itself. */
async function isGoingOn(ledger: LedgerReader, incident: IncidentRecord): Promise<boolean> {
  if (incident.kind === OUTAGE) {
    const interval = await openIntervalOf(ledger, incident.subject);
    return interval !== undefined && isOutage(interval.state);
  }
  const merged = await ledger
    .selectFrom('incident_event')
    .select('at_ms')
    .where('incident', '=', incident.id)
    .where('event', '=', 'merged')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return merged !== undefined && merged.at_ms === incident.resolved_ms;
}

/** The outage's intervals belong to the incident that it is told of in. */
async function moveIntervals(
  ledger: LedgerTransaction,
  { subject, opened_ms, resolved_ms }: IncidentRecord,
  from: number,
  to: number,
  { author, nowMs }: Act,
): Promise<void> {
  await correctIntervals(ledger, {
    subject,
    fromMs: opened_ms,
    toMs: resolved_ms ?? nowMs,
    decidedMs: nowMs,
    reason: 'operator',
    author,
    only: ({ state, incident }) => isOutage(state) && incident === from,
    change: { incident: to },
  });
}
