/** Incidents that nobody has acknowledged yet, and when others are told: in the ledger, so that a restart forgets none. */
import type { Route } from '../../config/schema/notify.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';

/** The clock of each route's steps begins; one that runs already goes on. */
export async function beginEscalations(
  ledger: LedgerTransaction,
  incident: number,
  routes: readonly Route[],
  nowMs: number,
): Promise<void> {
  for (const { name, escalate } of routes) {
    const [first] = escalate;
    if (!first) continue;
    await ledger
      .insertInto('escalation')
      .values({ incident, route: name, step: 0, since_ms: nowMs, due_ms: nowMs + first.after })
      .onConflict((conflict) => conflict.columns(['incident', 'route']).doNothing())
      .execute();
  }
}

export async function endEscalations(ledger: LedgerTransaction, incident: number): Promise<void> {
  await ledger.deleteFrom('escalation').where('incident', '=', incident).execute();
}

export interface DueStep {
  readonly incident: IncidentRecord;
  readonly route: string;
  readonly step: number;
  /** Names of recipients and rotas. */
  readonly to: readonly string[];
  /** Since the incident was told of first, without an answer. */
  readonly unansweredMs: number;
}

/** Takes the steps that are due and sets the clock of the next ones. What is acknowledged or over has none. */
export async function takeDueSteps(
  ledger: LedgerTransaction,
  routes: ReadonlyMap<string, Route>,
  nowMs: number,
): Promise<DueStep[]> {
  const due = await ledger.selectFrom('escalation').selectAll().where('due_ms', '<=', nowMs).execute();
  const steps: DueStep[] = [];
  for (const { incident: id, route, step, since_ms } of due) {
    const incident = await ledger
      .selectFrom('incident')
      .selectAll()
      .where('id', '=', id)
      .where('resolved_ms', 'is', null)
      .where('acknowledged_ms', 'is', null)
      .executeTakeFirst();
    const escalate = routes.get(route)?.escalate ?? [];
    const now = escalate[step];
    if (incident && now) steps.push({ incident, route, step, to: now.to, unansweredMs: nowMs - since_ms });
    const next = incident && escalate[step + 1];
    const row = ledger.updateTable('escalation').where('incident', '=', id).where('route', '=', route);
    if (next) await row.set({ step: step + 1, due_ms: since_ms + next.after }).execute();
    else
      await ledger.deleteFrom('escalation').where('incident', '=', id).where('route', '=', route).execute();
  }
  return steps;
}
