/**
 * An uptime report as data: what every format writes. Plain JSON, the same bytes for the same moment of knowledge.
 * Times are epoch milliseconds, durations milliseconds, ratios 0 to 1; `null` where there is nothing to say.
 */

import type { Cause } from '../../model/incident.ts';
import type { TimeAccount } from '../../model/time-account.ts';

export const GROUPINGS = ['site', 'commune', 'district', 'class', 'carrier'] as const;
/** What a row of a report is. */
export type Grouping = (typeof GROUPINGS)[number];

export const HOURS = ['all', 'service'] as const;
/** Round the clock, or the hours in which the offices work. */
export type Hours = (typeof HOURS)[number];

export const AGGREGATIONS = ['mean', 'worst', 'weighted'] as const;
/** How the availabilities of a row's members become one. */
export type Aggregation = (typeof AGGREGATIONS)[number];

/** Terms that are defined once, in docs/availability.md, and on every report (catalogue: `report.definition`). */
export const DEFINITIONS = [
  'availability',
  'unknown',
  'excluded',
  'degraded',
  'upstream',
  'line',
  'outage',
  'short',
  'mttr',
  'mtbf',
  'target',
  'service',
  'aggregation',
  'as_of',
] as const;
export type Definition = (typeof DEFINITIONS)[number];

export interface ReportHeader {
  /** Of the installation. */
  readonly title: string;
  /** The data is simulated. */
  readonly demonstration: boolean;
  readonly grouping: Grouping;
  /** As it was asked for: `2026-10`. */
  readonly period: string;
  readonly fromMs: number;
  /** End of the period, or the moment of knowledge where that is earlier. */
  readonly toMs: number;
  /** The period had not ended at the moment of knowledge. */
  readonly isPartial: boolean;
  /** IANA name; days begin and end in it. */
  readonly timeZone: string;
  /** What the ledger knew at this moment; later corrections are not in the report. */
  readonly asOfMs: number;
  /** Administrative units are those of this day, ISO 8601. */
  readonly unitsAsOf: string;
  readonly hours: Hours;
  /** `T2 T3 T4 T5 T6 07:30-17:00` in words of the configuration; for the page's foot. */
  readonly serviceHours: string;
  readonly aggregation: Aggregation;
  /** What members are weighted by where they are: `weight` of the sites' file, or `bandwidth` of their lines. */
  readonly weight: 'weight' | 'bandwidth';
  readonly minOutageMs: number;
  /** Code and name of the unit that the report is limited to. */
  readonly unit: { readonly code: string; readonly name: string } | null;
}

/** Contract of the lines of a row, measured by the lines' own account. */
export interface RowTarget {
  /** Percent; `null`: the lines have different ones. */
  readonly percent: number | null;
  readonly lines: number;
  /** Lines below their target. */
  readonly breached: number;
  /** Time not available beyond what the targets allow, of all lines together. */
  readonly breachMs: number;
}

export interface ReportRow {
  /** Id of the site, code of the unit, class or carrier. */
  readonly key: string;
  readonly name: string;
  /** Beside sites: name of the unit that holds it. */
  readonly unitName: string | null;
  /** Sites, or lines where rows are carriers. */
  readonly members: number;
  /** In the hours of the report; sums over the members, they add up to `periodMs`. */
  readonly time: TimeAccount;
  /** By the aggregation of the report; `null`: nobody looked. */
  readonly availability: number | null;
  readonly mean: number | null;
  readonly worst: { readonly name: string; readonly availability: number } | null;
  readonly weighted: number | null;
  /** In the other hours: round the clock beside service hours, service hours beside round the clock. */
  readonly otherHours: number | null;
  readonly mttrMs: number | null;
  readonly mtbfMs: number | null;
  readonly target: RowTarget | null;
}

/** One stretch of time that did not count as available, clipped to the period. */
export interface ReportOutage {
  readonly site: string;
  readonly siteName: string;
  /** The carrier's line, where rows are carriers. */
  readonly line: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** It had not ended. */
  readonly isOpen: boolean;
  /** What of it counts in the hours of the report. */
  readonly countedMs: number;
  readonly cause: Cause;
  readonly incident: number | null;
  readonly isShort: boolean;
}

/** A day (or month, in long periods) of a row. */
export interface StripCell {
  readonly fromMs: number;
  readonly availability: number | null;
  /** Share of the cell, 0 to 1. */
  readonly unknown: number;
  readonly excluded: number;
}

export interface Strip {
  readonly key: string;
  readonly name: string;
  readonly cells: readonly StripCell[];
}

export interface ReportCharts {
  readonly cell: 'day' | 'month';
  /** In the order of the rows. */
  readonly strips: readonly Strip[];
  /** Time of outages by cause, longest first. */
  readonly causes: readonly { readonly cause: Cause; readonly ms: number; readonly share: number }[];
  /** Members, worst first; at most ten, none that was available all along. */
  readonly worst: readonly { readonly key: string; readonly name: string; readonly availability: number }[];
}

export interface UptimeReport {
  readonly kind: 'uptime';
  readonly version: 1;
  readonly header: ReportHeader;
  readonly definitions: readonly Definition[];
  readonly rows: readonly ReportRow[];
  /** All members together. */
  readonly total: ReportRow;
  /** Longest first; at most some hundreds of each. */
  readonly outages: readonly ReportOutage[];
  readonly shortOutages: readonly ReportOutage[];
  /** Outages that the two lists leave out. */
  readonly outagesLeftOut: number;
  readonly charts: ReportCharts;
}
