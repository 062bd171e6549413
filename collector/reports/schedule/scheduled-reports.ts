/**
 * Makes and sends the reports of the configuration when their periods are over: also what became due while the collector
 * was away, and none twice. That it was made, its files and its mails are one transaction.
 */
import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import type { LoadedConfig } from '../../../config/load.ts';
import { translator } from '../../../config/messages.ts';
import type { ScheduledReport } from '../../../config/schema/reports.ts';
import type { Period } from '../../../model/period.ts';
import type { Due, DuePeriod } from '../../../model/report-calendar.ts';
import { duePeriods } from '../../../model/report-calendar.ts';
import type { SubjectId } from '../../../model/state.ts';
import type { Ledger, LedgerReader, LedgerTransaction } from '../../ledger/ledger.ts';
import type { ReportFile } from '../../ledger/report-runs.ts';
import { madePeriods, scheduledSince, writeRun } from '../../ledger/report-runs.ts';
import { formatNamed } from '../formats/registry.ts';
import { uptimeRequest } from '../request.ts';
import { makeUptimeReport } from '../uptime.ts';
import type { CoveringLetter } from './covering-letter.ts';
import { coveringLetter } from './covering-letter.ts';

/** Of a report that was missed many times, as daily ones over a month: more would fill a mailbox and tell nothing. */
const MOST_CAUGHT_UP = 3;

/** A mail that is to be sent, with the files of a run. */
export interface ReportMail extends CoveringLetter {
  /** Number of the run in the ledger. */
  readonly run: number;
  readonly schedule: string;
  readonly period: string;
  /** Name of the recipient in the configuration. */
  readonly person: string;
}

export interface ScheduledReportsParts {
  readonly config: LoadedConfig;
  readonly ledger: Ledger;
  /** Planned work as it is known at a moment. */
  readonly plannedAsOf: (
    ledger: LedgerReader,
    asOfMs: number,
  ) => Promise<(subject: SubjectId, period: Period) => readonly Period[]>;
  /** Puts a mail into the outbox. */
  readonly post: (transaction: LedgerTransaction, mail: ReportMail, nowMs: number) => Promise<void>;
  /** There is something new in the outbox. */
  readonly onPosted: () => void;
  readonly now: () => number;
  readonly logger: Logger;
}

/** When a report of the configuration is due. */
export function dueOf({ every, at }: ScheduledReport, timeZone: string): Due {
  return { every, atMinute: at, timeZone };
}

/** Makes what is due. @returns how many reports were made. */
export async function makeDueReports(parts: ScheduledReportsParts): Promise<number> {
  const { config, ledger, logger, now } = parts;
  const { reports, time_zone } = config.installation;
  let made = 0;
  for (const report of reports.scheduled) {
    const nowMs = now();
    const sinceMs = await scheduledSince(ledger, report.name, nowMs);
    const before = await madePeriods(ledger, report.name);
    const due = duePeriods(dueOf(report, time_zone), sinceMs, nowMs).filter(
      ({ period }) => !before.has(period),
    );
    for (const each of due.slice(-MOST_CAUGHT_UP)) {
      try {
        if (await makeOne(parts, report, each, nowMs)) made++;
      } catch (error) {
        logger.error(
          { err: error, report: report.name, period: each.period },
          'report: cannot be made, trying again',
        );
      }
    }
  }
  if (made > 0) parts.onPosted();
  return made;
}

async function makeOne(
  parts: ScheduledReportsParts,
  report: ScheduledReport,
  { period, dueMs }: DuePeriod,
  nowMs: number,
): Promise<boolean> {
  const { config, ledger, post, logger } = parts;
  const { language, reports } = config.installation;
  const t = translator(language);
  const reader = { language, t, letterhead: reports.letterhead };
  const { by, hours, unit, name } = report;
  const request = uptimeRequest({ by, hours, unit, period, asOfMs: nowMs }, config, nowMs, t);
  const planned = await parts.plannedAsOf(ledger, nowMs);
  const uptime = await makeUptimeReport({ ledger, inventory: config.inventory, planned }, request);
  const files: ReportFile[] = [];
  for (const wanted of report.formats) {
    const format = formatNamed(wanted);
    if (!format) throw new Error(`no format ${wanted}`);
    const content = Buffer.from(await format.write(uptime, reader));
    files.push({
      name: `${t('report.mail.file', { by, period })}.${format.name}`,
      contentType: format.contentType,
      content,
    });
  }
  const letter = coveringLetter(
    name,
    uptime,
    files.map((file) => file.name),
    reader,
  );
  const run = await ledger.transaction().execute(async (transaction) => {
    const number = await writeRun(transaction, { schedule: name, period, dueMs, madeMs: nowMs }, files);
    if (number === undefined) return undefined;
    for (const person of report.to) {
      await post(transaction, { ...letter, run: number, schedule: name, period, person }, nowMs);
    }
    return number;
  });
  if (run !== undefined) logger.info({ report: name, period, to: report.to }, 'report made and sent');
  return run !== undefined;
}

/** Looks every minute what is due, and at once at the start. */
export function startScheduledReports(parts: ScheduledReportsParts): { stop(): Promise<void> } {
  const look = () =>
    makeDueReports(parts)
      .then(() => undefined)
      .catch((error) => parts.logger.error({ err: error }, 'reports: the ledger cannot be read or written'));
  let looking = look();
  const task = schedule('* * * * *', () => (looking = looking.then(look)), { noOverlap: true });
  return {
    async stop() {
      await task.destroy();
      await looking;
    },
  };
}
