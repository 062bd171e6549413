/** The reports that are made by themselves, and how it stands with each. */
import type { Installation } from '../../../config/schema/installation.ts';
import { nextDue } from '../../../model/report-calendar.ts';
import type { LedgerReader } from '../../ledger/ledger.ts';
import { lastRun } from '../../ledger/report-runs.ts';
import type { ScheduledReportRow } from './row.ts';
import { dueOf } from './scheduled-reports.ts';

export async function scheduledReportRows(
  ledger: LedgerReader,
  { reports, time_zone }: Pick<Installation, 'reports' | 'time_zone'>,
  nowMs: number,
): Promise<ScheduledReportRow[]> {
  const rows: ScheduledReportRow[] = [];
  for (const report of reports.scheduled) {
    const { name, every, by, formats, to } = report;
    const { period, dueMs } = nextDue(dueOf(report, time_zone), nowMs);
    const last = await lastRun(ledger, name);
    rows.push({
      ...{ name, every, by, formats, to },
      next: { period, dueAt: new Date(dueMs).toISOString() },
      last: last
        ? {
            period: last.period,
            madeAt: new Date(last.madeMs).toISOString(),
            ...(await mailsOf(ledger, last.id)),
          }
        : null,
    });
  }
  return rows;
}

async function mailsOf(ledger: LedgerReader, run: number) {
  const mails = await ledger.selectFrom('outbox').select('status').where('report_run', '=', run).execute();
  const count = (status: (typeof mails)[number]['status']) =>
    mails.filter((mail) => mail.status === status).length;
  return { delivered: count('delivered'), waiting: count('pending'), givenUp: count('dead') };
}
