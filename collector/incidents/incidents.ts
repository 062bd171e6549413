/** From transitions to incidents: what people handle. Works inside the transaction that records the transition. */
import type { Transition } from '../../model/state.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';

export interface IncidentChange {
  readonly event: 'opened' | 'resolved';
  readonly incident: IncidentRecord;
}

/** @param site id of the site that the subject is or belongs to. */
export async function applyTransition(
  ledger: LedgerTransaction,
  transition: Transition,
  site: string,
): Promise<IncidentChange | undefined> {
  const open = await ledger
    .selectFrom('incident')
    .selectAll()
    .where('subject', '=', transition.subject)
    .where('resolved_ms', 'is', null)
    .executeTakeFirst();
  if (transition.to === 'down' && !open) return openIncident(ledger, transition, site);
  // Not by `unknown`: that nobody is looking does not mend anything.
  if (open && (transition.to === 'up' || transition.to === 'degraded'))
    return resolve(ledger, transition, open);
  return undefined;
}

async function openIncident(
  ledger: LedgerTransaction,
  transition: Transition,
  site: string,
): Promise<IncidentChange> {
  const proof = transition.proof ?? null;
  const incident = await ledger
    .insertInto('incident')
    .values({
      subject: transition.subject,
      site,
      kind: 'down',
      opened_ms: transition.atMs,
      resolved_ms: null,
      proof,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await ledger
    .insertInto('incident_event')
    .values({ incident: incident.id, at_ms: transition.atMs, event: 'opened', proof })
    .execute();
  return { event: 'opened', incident };
}

async function resolve(
  ledger: LedgerTransaction,
  transition: Transition,
  open: IncidentRecord,
): Promise<IncidentChange> {
  const resolved_ms = Math.max(transition.atMs, open.opened_ms);
  await ledger.updateTable('incident').set({ resolved_ms }).where('id', '=', open.id).execute();
  await ledger
    .insertInto('incident_event')
    .values({ incident: open.id, at_ms: resolved_ms, event: 'resolved', proof: transition.proof ?? null })
    .execute();
  return { event: 'resolved', incident: { ...open, resolved_ms } };
}

export interface IncidentQuery {
  readonly state: 'open' | 'resolved' | 'all';
  readonly site?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listIncidents(ledger: LedgerReader, query: IncidentQuery): Promise<IncidentRecord[]> {
  let select = ledger.selectFrom('incident').selectAll();
  if (query.state === 'open') select = select.where('resolved_ms', 'is', null);
  if (query.state === 'resolved') select = select.where('resolved_ms', 'is not', null);
  if (query.site !== undefined) select = select.where('site', '=', query.site);
  return select.orderBy('id', 'desc').limit(query.limit).execute();
}
