/** `canhmang report uptime`: beside the collector, while it runs or not. */
import { plannedAsOf } from '../../collector/maintenance/as-of.ts';
import { formatNamed } from '../../collector/reports/formats/registry.ts';
import type { Aggregation, Grouping, Hours } from '../../collector/reports/report.ts';
import { uptimeRequest } from '../../collector/reports/request.ts';
import { makeUptimeReport } from '../../collector/reports/uptime.ts';
import { EXIT } from '../../config/error.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { barIfSlow } from '../progress.ts';
import { momentOf, writeWhole } from '../report-options.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

export interface ReportOptions {
  readonly by: Grouping;
  readonly period: string;
  readonly format: string;
  readonly hours: Hours;
  readonly asOf?: string;
  readonly unitsAsOf?: string;
  readonly unit?: string;
  readonly aggregate?: Aggregation;
  readonly out?: string;
  readonly config?: string;
  readonly data?: string;
}

export async function runReportUptime(terminal: Terminal, options: ReportOptions): Promise<number> {
  const { t, language } = terminal;
  const config = configOf(options);
  const format = formatNamed(options.format);
  if (!format) throw new Error(`no format ${options.format}`);
  const { by, period, hours, unit, aggregate: aggregation, unitsAsOf } = options;
  const { time_zone: timeZone } = config.installation;
  const asOfMs = options.asOf === undefined ? undefined : momentOf(options.asOf, timeZone);
  const query = { by, period, hours, unit, aggregation, asOfMs, unitsAsOf };
  const request = uptimeRequest(query, config, Date.now(), t);
  const report = await withLedger(dataFolderOf(options, config), async (ledger) => {
    const planned = await plannedAsOf(ledger, config, request.asOfMs);
    return makeUptimeReport(
      {
        ledger,
        inventory: config.inventory,
        planned,
        onProgress: barIfSlow((done, total) => `${done}/${total}`),
      },
      request,
    );
  });
  const { letterhead } = config.installation.reports;
  const written = await format.write(report, { language, t, letterhead });
  if (options.out === undefined) process.stdout.write(written);
  else writeWhole(options.out, written);
  return EXIT.ok;
}
