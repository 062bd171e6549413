/** The intervals of an outage carry its cause: what reports count by. */
import type { Cause } from '../../model/incident.ts';
import { correctIntervals } from '../ledger/intervals.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';

/**
 * As of now. What somebody sets stands over everything; what is worked out leaves planned stretches alone.
 * @param author who set it; `undefined`: it was worked out.
 */
export async function colourOutages(
  ledger: LedgerTransaction,
  incident: Pick<IncidentRecord, 'subject' | 'opened_ms' | 'resolved_ms'>,
  cause: Cause,
  nowMs: number,
  author?: string,
): Promise<void> {
  await correctIntervals(ledger, {
    subject: incident.subject,
    fromMs: incident.opened_ms,
    toMs: incident.resolved_ms ?? nowMs,
    decidedMs: nowMs,
    reason: author === undefined ? 'cause' : 'operator',
    author,
    only: ({ state, cause: before }) =>
      state === 'down' && before !== cause && (author !== undefined || before !== 'planned'),
    change: { cause },
  });
}
