/** From alarms to incidents: one for each kind and subject; soon again is the same one again. */
import type { AlarmChange } from '../../model/incident.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { Entry, IncidentChange } from './incidents.ts';
import { changeIncident, lastResolvedOf, openIncident, openIncidentOf } from './incidents.ts';

/**
 * Works inside the transaction that follows what raised it. An alarm that is raised already, or cleared already,
 * changes nothing: who watches need not remember over a restart.
 * @param reopenMs raised again this soon after it was cleared: the same incident goes on.
 */
export async function applyAlarm(
  ledger: LedgerTransaction,
  alarm: AlarmChange,
  site: string,
  reopenMs: number,
): Promise<IncidentChange[]> {
  const { kind, subject, severity, atMs, decidedMs, proof, title } = alarm;
  const open = await openIncidentOf(ledger, subject, kind);
  const entry = (event: Entry['event']): Entry => ({
    event,
    atMs,
    recordedMs: decidedMs,
    proof,
    text: title,
  });
  if (!alarm.raised) {
    if (!open) return [];
    const resolved_ms = Math.max(atMs, open.opened_ms);
    const change = await changeIncident(ledger, open.id, { resolved_ms }, entry('resolved'));
    return [alarm.quiet ? { ...change, quiet: true } : change];
  }
  if (open) {
    if (open.severity === severity) return [];
    return [await changeIncident(ledger, open.id, { severity }, entry('escalated'))];
  }
  const last = await lastResolvedOf(ledger, subject, kind, atMs - reopenMs);
  if (last)
    return [await changeIncident(ledger, last.id, { resolved_ms: null, severity }, entry('reopened'))];
  return [await openIncident(ledger, { subject, site, kind, severity, atMs, proof, title }, decidedMs)];
}
