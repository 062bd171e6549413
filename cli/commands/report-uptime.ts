/** `canhmang report uptime`: beside the collector, while it runs or not. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { plannedAsOf } from '../../collector/maintenance/as-of.ts';
import { formatNamed } from '../../collector/reports/formats/registry.ts';
import type { Aggregation, Grouping, Hours } from '../../collector/reports/report.ts';
import { uptimeRequest } from '../../collector/reports/request.ts';
import { makeUptimeReport } from '../../collector/reports/uptime.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { parsePeriod } from '../../model/period.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { ProgressBar } from '../progress.ts';
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

/** Work that is done sooner shows no progress. */
const PROGRESS_AFTER_MS = 2_000;

export async function runReportUptime(terminal: Terminal, options: ReportOptions): Promise<number> {
  const { t, language } = terminal;
  const config = configOf(options);
  const format = formatNamed(options.format);
  if (!format) throw new Error(`no format ${options.format}`);
  const { by, period, hours, unit, aggregate: aggregation } = options;
  const { time_zone: timeZone } = config.installation;
  const asOfMs = options.asOf === undefined ? undefined : momentOf(options.asOf, timeZone);
  const unitsAsOf = options.unitsAsOf === undefined ? undefined : dayIn(options.unitsAsOf, timeZone);
  const query = { by, period, hours, unit, aggregation, asOfMs, unitsAsOf };
  const request = uptimeRequest(query, config, Date.now(), t);
  const report = await withLedger(dataFolderOf(options, config), async (ledger) => {
    const planned = await plannedAsOf(ledger, config, request.asOfMs);
    return makeUptimeReport(
      { ledger, inventory: config.inventory, planned, onProgress: progress() },
      request,
    );
  });
  const { letterhead } = config.installation.reports;
  const written = await format.write(report, { language, t, letterhead });
  if (options.out === undefined) process.stdout.write(written);
  else writeWhole(options.out, written);
  return EXIT.ok;
}

/** A day stands for its beginning. */
function momentOf(text: string, timeZone: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parsePeriod(text, timeZone) : undefined;
  if (typeof day === 'object') return day.fromMs;
  const ms = /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new UserError('report_moment', { value: text });
  return ms;
}

function dayIn(text: string, timeZone: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && typeof parsePeriod(text, timeZone) === 'object';
  if (!isDay) throw new UserError('report_day', { value: text });
  return text;
}

function progress(): (done: number, total: number) => void {
  const startMs = performance.now();
  let bar: ProgressBar | undefined;
  return (done, total) => {
    if (!bar && (performance.now() - startMs < PROGRESS_AFTER_MS || done >= total)) return;
    bar ??= new ProgressBar();
    bar.show(done, total, `${done}/${total}`);
  };
}

/** All of the file or nothing of it: another program may be waiting for its name. */
function writeWhole(path: string, content: string | Buffer): void {
  const draft = `${path}.${process.pid}.part`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UserError('report_out', { path, reason: reasonOf(error) });
  }
}
