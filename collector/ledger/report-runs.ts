/** Which scheduled reports have been made, and their files. */
import type { LedgerReader, LedgerTransaction } from './ledger.ts';

export interface ReportFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export interface ReportRun {
  readonly schedule: string;
  readonly period: string;
  readonly dueMs: number;
  readonly madeMs: number;
}

/** @returns since when the report is sent by itself, epoch milliseconds; from now on when it is new. */
export async function scheduledSince(ledger: LedgerReader, name: string, nowMs: number): Promise<number> {
  await ledger
    .insertInto('report_schedule')
    .values({ name, since_ms: nowMs })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await ledger
    .selectFrom('report_schedule')
    .select('since_ms')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.since_ms;
}

/** Periods that a report has been made for. */
export async function madePeriods(ledger: LedgerReader, schedule: string): Promise<Set<string>> {
  const rows = await ledger
    .selectFrom('report_run')
    .select('period')
    .where('schedule', '=', schedule)
    .execute();
  return new Set(rows.map(({ period }) => period));
}

/** The latest of a report. */
export async function lastRun(
  ledger: LedgerReader,
  schedule: string,
): Promise<(ReportRun & { readonly id: number }) | undefined> {
  const row = await ledger
    .selectFrom('report_run')
    .selectAll()
    .where('schedule', '=', schedule)
    .orderBy('due_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      schedule,
      period: row.period,
      dueMs: row.due_ms,
      madeMs: row.made_ms,
    }
  );
}

/** @returns the run's number; `undefined`: it has been made already. */
export async function writeRun(
  ledger: LedgerTransaction,
  { schedule, period, dueMs, madeMs }: ReportRun,
  files: readonly ReportFile[],
): Promise<number | undefined> {
  const row = await ledger
    .insertInto('report_run')
    .values({ schedule, period, due_ms: dueMs, made_ms: madeMs })
    .onConflict((conflict) => conflict.columns(['schedule', 'period']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row) return undefined;
  for (const { name, contentType, content } of files) {
    await ledger
      .insertInto('report_file')
      .values({ run: row.id, name, content_type: contentType, content })
      .execute();
  }
  return row.id;
}

export async function filesOfRun(ledger: LedgerReader, run: number): Promise<ReportFile[]> {
  const rows = await ledger
    .selectFrom('report_file')
    .selectAll()
    .where('run', '=', run)
    .orderBy('name')
    .execute();
  return rows.map(({ name, content_type, content }) => ({
    name,
    contentType: content_type,
    content: Buffer.from(content),
  }));
}

/** Removes files of runs that were made before a moment; that they were made stays known. @returns how many. */
export async function forgetFiles(ledger: LedgerReader, beforeMs: number): Promise<number> {
  const { numDeletedRows } = await ledger
    .deleteFrom('report_file')
    .where('run', 'in', (query) =>
      query.selectFrom('report_run').select('id').where('made_ms', '<', beforeMs),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
