/** Maintenance windows in the ledger. */
import type { Selectable } from 'kysely';
import type { MaintenanceWindow } from '../../model/maintenance.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { MaintenanceTable } from '../ledger/schema.ts';

function windowOf(row: Selectable<MaintenanceTable>): MaintenanceWindow {
  return {
    id: String(row.id),
    scope: { kind: row.scope_kind, id: row.scope_id },
    note: row.note,
    author: row.author,
    startMs: row.start_ms,
    endMs: row.end_ms,
    rrule: row.rrule ?? undefined,
    timeZone: row.time_zone,
    cancelledMs: row.cancelled_ms ?? undefined,
  };
}

/** All that ever were: reports of the past need those that are over. */
export async function readWindows(ledger: LedgerReader): Promise<MaintenanceWindow[]> {
  const rows = await ledger.selectFrom('maintenance').selectAll().orderBy('id').execute();
  return rows.map(windowOf);
}

/**
 * As they were known at a moment, for reports: what was made later is left out, and what was cancelled later stands.
 * A window made while or after something was away excuses nothing of what had been before.
 */
export async function readWindowsAsOf(ledger: LedgerReader, asOfMs: number): Promise<MaintenanceWindow[]> {
  const rows = await ledger
    .selectFrom('maintenance')
    .selectAll()
    .where('created_ms', '<=', asOfMs)
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const window = windowOf(row);
    const isCancelled = window.cancelledMs !== undefined && window.cancelledMs <= asOfMs;
    return {
      ...window,
      cancelledMs: isCancelled ? window.cancelledMs : undefined,
      announcedMs: row.created_ms,
    };
  });
}

/** @param window checked already: `problemOfWindow` finds nothing. */
export async function addWindow(
  ledger: LedgerTransaction,
  window: Omit<MaintenanceWindow, 'id' | 'cancelledMs'>,
  nowMs: number,
): Promise<MaintenanceWindow> {
  const { scope, note, author, startMs, endMs, rrule, timeZone } = window;
  const row = await ledger
    .insertInto('maintenance')
    .values({
      scope_kind: scope.kind,
      scope_id: scope.id,
      note,
      author,
      start_ms: startMs,
      end_ms: endMs,
      rrule: rrule ?? null,
      time_zone: timeZone,
      created_ms: nowMs,
      cancelled_ms: null,
      cancelled_by: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return windowOf(row);
}

/** @returns `undefined` when there is none of that number, or it is cancelled already. */
export async function cancelWindow(
  ledger: LedgerTransaction,
  id: number,
  author: string,
  nowMs: number,
): Promise<MaintenanceWindow | undefined> {
  const row = await ledger
    .updateTable('maintenance')
    .set({ cancelled_ms: nowMs, cancelled_by: author })
    .where('id', '=', id)
    .where('cancelled_ms', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && windowOf(row);
}
