/** The rows of a report for spreadsheets and programs: names of columns in English, numbers with a point. */
import { CAUSES } from '../../../model/incident.ts';
import type { ReportRow, UptimeReport } from '../report.ts';
import { csvText } from './csv-text.ts';
import type { Format } from './format.ts';

const seconds = (ms: number | null) => (ms === null ? '' : String(ms / 1_000));
const ratio = (value: number | null) => (value === null ? '' : String(value));

const COLUMNS: readonly (readonly [name: string, of: (row: ReportRow) => string])[] = [
  ['key', (row) => row.key],
  ['name', (row) => row.name],
  ['unit', (row) => row.unitName ?? ''],
  ['members', (row) => String(row.members)],
  ['availability', (row) => ratio(row.availability)],
  ['availability_other_hours', (row) => ratio(row.otherHours)],
  ['mean', (row) => ratio(row.mean)],
  ['worst', (row) => ratio(row.worst?.availability ?? null)],
  ['worst_name', (row) => row.worst?.name ?? ''],
  ['weighted', (row) => ratio(row.weighted)],
  ['period_s', (row) => seconds(row.time.periodMs)],
  ['up_s', (row) => seconds(row.time.upMs)],
  ['degraded_s', (row) => seconds(row.time.degradedMs)],
  ['down_s', (row) => seconds(row.time.downMs)],
  ['unreachable_s', (row) => seconds(row.time.unreachableMs)],
  ['unknown_s', (row) => seconds(row.time.unknownMs)],
  ['excluded_s', (row) => seconds(row.time.excludedMs)],
  ['outages', (row) => String(row.time.outages)],
  ['short_outages', (row) => String(row.time.shortOutages)],
  ['longest_outage_s', (row) => seconds(row.time.longestOutageMs)],
  ['mttr_s', (row) => seconds(row.mttrMs)],
  ['mtbf_s', (row) => seconds(row.mtbfMs)],
  ...CAUSES.map((cause) => [`${cause}_s`, (row: ReportRow) => seconds(row.time.causeMs[cause])] as const),
  ['target_percent', (row) => String(row.target?.percent ?? '')],
  ['lines', (row) => String(row.target?.lines ?? 0)],
  ['lines_breached', (row) => String(row.target?.breached ?? 0)],
  ['breach_s', (row) => seconds(row.target?.breachMs ?? null)],
];

/** Columns that say the same on every row: which report it is. */
function reportColumns({ header }: UptimeReport): [name: string, value: string][] {
  return [
    ['by', header.grouping],
    ['from', new Date(header.fromMs).toISOString()],
    ['to', new Date(header.toMs).toISOString()],
    ['hours', header.hours],
    ['aggregation', header.aggregation],
    ['as_of', new Date(header.asOfMs).toISOString()],
    ['units_as_of', header.unitsAsOf],
  ];
}

export const csvFormat: Format = {
  name: 'csv',
  contentType: 'text/csv; charset=utf-8',
  write(report) {
    const same = reportColumns(report);
    const head = [...COLUMNS.map(([name]) => name), ...same.map(([name]) => name)];
    const body = [...report.rows, report.total].map((row) => [
      ...COLUMNS.map(([, of]) => of(row)),
      ...same.map(([, value]) => value),
    ]);
    return csvText([head, ...body]);
  },
};
