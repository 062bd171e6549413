/** Which report is shown: in the address, and as parameters of the API. Pure. */
import type { ReportHeader } from '../../../../collector/api/types/reports.ts';
import { kindOfPeriod } from './report-period.ts';

export const GROUPINGS = [
  'site',
  'commune',
  'district',
  'class',
  'carrier',
] as const satisfies ReportHeader['grouping'][];
export const HOURS = ['all', 'service'] as const satisfies ReportHeader['hours'][];
export const AGGREGATIONS = ['mean', 'worst', 'weighted'] as const satisfies ReportHeader['aggregation'][];
/** Files that the API makes of a report, for the most common use first. */
export const FILE_FORMATS = ['pdf', 'xlsx', 'csv', 'html', 'json'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

type Grouping = (typeof GROUPINGS)[number];

/** Longer than any code or date; keeps an address bar's nonsense out of the request. */
const MAX_LENGTH = 40;

export interface ReportSearch {
  period?: string | undefined;
  by?: Grouping | undefined;
  hours?: (typeof HOURS)[number] | undefined;
  aggregate?: (typeof AGGREGATIONS)[number] | undefined;
  /** Code of an administrative unit. */
  unit?: string | undefined;
  /** ISO 8601 day. */
  unitsAsOf?: string | undefined;
  /** "2026-11-26T14:05" in the province's time zone. */
  asOf?: string | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readReportSearch(raw: Record<string, unknown>): ReportSearch {
  // The router reads ?period=2026 as a number, and a unit's code is digits.
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, MAX_LENGTH) : '';
  const search: ReportSearch = {};
  const by = GROUPINGS.find((each) => each === raw.by);
  const hours = HOURS.find((each) => each === raw.hours);
  const aggregate = AGGREGATIONS.find((each) => each === raw.aggregate);
  const [period, unit, unitsAsOf, asOf] = [raw.period, raw.unit, raw.unitsAsOf, raw.asOf].map(text);
  if (period && kindOfPeriod(period) !== undefined) search.period = period;
  if (by !== undefined) search.by = by;
  if (hours !== undefined) search.hours = hours;
  if (aggregate !== undefined) search.aggregate = aggregate;
  if (unit) search.unit = unit;
  if (unitsAsOf) search.unitsAsOf = unitsAsOf;
  if (asOf) search.asOf = asOf;
  return search;
}

export interface ReportWanted extends ReportSearch {
  period: string;
  /** Epoch milliseconds; `undefined`: now. */
  asOfMs: number | undefined;
}

/** In the same order whatever was chosen first. */
export function reportParams(wanted: ReportWanted): Record<string, string> {
  const { period, by, hours, aggregate, unit, unitsAsOf, asOfMs } = wanted;
  const all = {
    period,
    by,
    hours,
    aggregate,
    unit,
    units_as_of: unitsAsOf,
    as_of: asOfMs === undefined ? undefined : String(asOfMs),
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** "muc-san-sang-2026-11-district.pdf": as the scheduled mails call their files. */
export function fileName({ period, grouping }: ReportHeader, format: FileFormat, stem: string): string {
  return `${stem}-${period.replaceAll('..', '_')}-${grouping}.${format}`;
}
