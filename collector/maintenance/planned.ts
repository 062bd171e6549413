/**
 * What was planned is not told: incidents that begin inside a window are planned, and become ordinary ones when they
 * outlast it. Works inside the transaction that opened them.
 */
import { colourOutages } from '../incidents/colour.ts';
import type { IncidentChange } from '../incidents/incidents.ts';
import { changeIncident } from '../incidents/incidents.ts';
import { OUTAGE } from '../incidents/outages.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import type { MaintenancePlan } from './plan.ts';

/** Whether nobody is told of an incident because it was planned. What somebody calls planned afterwards was told. */
export function isUntold({ cause, cause_author }: Pick<IncidentRecord, 'cause' | 'cause_author'>): boolean {
  return cause === 'planned' && cause_author === null;
}

const BEGINS: ReadonlySet<IncidentChange['event']> = new Set(['opened', 'reopened']);

/** Marks the incidents that have just begun inside a window, and takes the mark off those that begin again outside. */
export async function markPlanned(
  ledger: LedgerTransaction,
  changes: readonly IncidentChange[],
  plan: MaintenancePlan,
  nowMs: number,
): Promise<IncidentChange[]> {
  const marked: IncidentChange[] = [];
  for (const change of changes) {
    const { event, incident, atMs } = change;
    const isPlanned = plan.plannedUntil(incident.subject, atMs) !== undefined;
    if (!BEGINS.has(event) || isPlanned === isUntold(incident) || incident.cause_author !== null) {
      marked.push(change);
      continue;
    }
    const cause = isPlanned ? 'planned' : null;
    const text = plan.noteAt(incident.subject, atMs);
    const entry = { event: 'cause', atMs, recordedMs: nowMs, text } as const;
    const { incident: now } = await changeIncident(ledger, incident.id, { cause }, entry);
    marked.push({ ...change, incident: now });
  }
  return marked;
}

/** Planned incidents that go on behind the end of their window: from here on they are like any other. */
export async function findOverdue(
  ledger: LedgerTransaction,
  plan: MaintenancePlan,
  nowMs: number,
): Promise<IncidentChange[]> {
  const planned = await ledger
    .selectFrom('incident')
    .selectAll()
    .where('resolved_ms', 'is', null)
    .where('cause', '=', 'planned')
    .where('cause_author', 'is', null)
    .execute();
  const changes: IncidentChange[] = [];
  for (const incident of planned) {
    const { id, subject, opened_ms } = incident;
    if (plan.plannedUntil(subject, nowMs) !== undefined) continue;
    const endMs = plan.plannedBetween(subject, opened_ms, nowMs).at(-1)?.toMs ?? opened_ms;
    if (incident.kind === OUTAGE && endMs > opened_ms)
      await colourOutages(ledger, { subject, opened_ms, resolved_ms: endMs }, 'planned', nowMs);
    const entry = { event: 'overdue', atMs: endMs, recordedMs: nowMs } as const;
    changes.push(await changeIncident(ledger, id, { cause: null }, entry));
  }
  return changes;
}
