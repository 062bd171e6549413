/** `canhmang report scheduled`: what is made by itself, beside the collector. */

import { scheduledReportRows } from '../../collector/reports/schedule/overview.ts';
import type { ScheduledReportRow } from '../../collector/reports/schedule/row.ts';
import { EXIT } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export interface ReportScheduledOptions extends TableOptions {
  readonly config?: string;
  readonly data?: string;
}

/** @returns 1 when a mail of a latest report was given up. */
export async function runReportScheduled(
  terminal: Terminal,
  options: ReportScheduledOptions,
): Promise<number> {
  const { t, language, say } = terminal;
  const config = configOf(options);
  const { time_zone } = config.installation;
  const rows = await withLedger(dataFolderOf(options, config), (ledger) =>
    scheduledReportRows(ledger, config.installation, Date.now()),
  );
  if (rows.length === 0 && !options.json && !options.csv) say(t('report.no_scheduled'));
  const time = (iso: string) => (options.csv ? iso : formatTime(Date.parse(iso), language, time_zone));
  printTable<ScheduledReportRow>(
    terminal,
    options,
    rows,
    {
      report: ({ name }) => name,
      next: ({ next }) => next.period,
      due: ({ next }) => time(next.dueAt),
      last: ({ last }) => last?.period ?? '-',
      made: ({ last }) => (last ? time(last.madeAt) : '-'),
      delivered: ({ last, to }) => (last ? `${last.delivered}/${to.length}` : '-'),
    },
    (column) => t(`report.scheduled.${column}` as MessageKey),
  );
  return rows.some(({ last }) => last !== null && last.givenUp > 0) ? EXIT.problem : EXIT.ok;
}
