/** Incidents in the ledger: opened, changed and read. Every change leaves an event in the incident's timeline. */
import type { Cause, IncidentEvent, Severity } from '../../model/incident.ts';
import type { SubjectId } from '../../model/state.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';

/** What became of an incident: what messages and pages are told. */
export interface IncidentChange {
  readonly event: IncidentEvent;
  /** When it happened, epoch milliseconds. */
  readonly atMs: number;
  readonly incident: IncidentRecord;
  /** It was learned of so late that it may well be over: who is told can wait until that is known. */
  readonly stale?: boolean;
  /** Over because nothing is known any more: nobody is told. */
  readonly quiet?: boolean;
}

export interface NewIncident {
  readonly subject: SubjectId;
  readonly site: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly atMs: number;
  readonly proof: string | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
}

/** An entry in the timeline. */
export interface Entry {
  readonly event: IncidentEvent;
  /** When it happened, epoch milliseconds. */
  readonly atMs: number;
  readonly recordedMs: number;
  readonly proof?: string | undefined;
  readonly author?: string | undefined;
  readonly text?: string | undefined;
}

/** Writes an entry into the timeline of an incident. */
export async function addEntry(ledger: LedgerTransaction, incident: number, entry: Entry): Promise<void> {
  const { event, atMs, recordedMs, proof, author, text } = entry;
  await ledger
    .insertInto('incident_event')
    .values({
      incident,
      event,
      at_ms: atMs,
      recorded_ms: recordedMs,
      proof: proof ?? null,
      author: author ?? null,
      text: text ?? null,
    })
    .execute();
}

export async function openIncident(
  ledger: LedgerTransaction,
  incident: NewIncident,
  recordedMs: number,
): Promise<IncidentChange> {
  const { subject, site, kind, severity, atMs, proof, title, author } = incident;
  const row = await ledger
    .insertInto('incident')
    .values({ subject, site, kind, severity, opened_ms: atMs, proof: proof ?? null, title: title ?? null })
    .returningAll()
    .executeTakeFirstOrThrow();
  await addEntry(ledger, row.id, { event: 'opened', atMs, recordedMs, proof, author });
  return { event: 'opened', atMs, incident: row };
}

type Changes = Partial<
  Pick<
    IncidentRecord,
    | 'opened_ms'
    | 'resolved_ms'
    | 'severity'
    | 'cause'
    | 'cause_author'
    | 'acknowledged_ms'
    | 'acknowledged_by'
    | 'assignee'
    | 'flapping_ms'
    | 'merged_into'
  >
>;

/** Changes an incident and says so in its timeline. */
export async function changeIncident(
  ledger: LedgerTransaction,
  id: number,
  changes: Changes,
  entry: Entry,
): Promise<IncidentChange> {
  const incident = await ledger
    .updateTable('incident')
    .set(changes)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await addEntry(ledger, id, entry);
  return { event: entry.event, atMs: entry.atMs, incident };
}

/** The open incident of a kind about a subject, if there is one. */
export async function openIncidentOf(
  ledger: LedgerReader,
  subject: SubjectId,
  kind: string,
): Promise<IncidentRecord | undefined> {
  return ledger
    .selectFrom('incident')
    .selectAll()
    .where('subject', '=', subject)
    .where('kind', '=', kind)
    .where('resolved_ms', 'is', null)
    .executeTakeFirst();
}

/** The newest incident of a kind about a subject that ended at or after a moment by itself, not in another. */
export async function lastResolvedOf(
  ledger: LedgerReader,
  subject: SubjectId,
  kind: string,
  sinceMs: number,
): Promise<IncidentRecord | undefined> {
  return ledger
    .selectFrom('incident')
    .selectAll()
    .where('subject', '=', subject)
    .where('kind', '=', kind)
    .where('resolved_ms', '>=', sinceMs)
    .where('merged_into', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

/** Sets the cause, and says why. */
export function setCause(
  ledger: LedgerTransaction,
  id: number,
  cause: Cause,
  entry: Omit<Entry, 'event'>,
): Promise<IncidentChange> {
  const changes = { cause, cause_author: entry.author ?? null };
  return changeIncident(ledger, id, changes, { ...entry, event: 'cause' });
}
