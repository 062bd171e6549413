/** One report that is made by itself, and how it stands with it. */
import type { Cadence } from '../../../model/report-calendar.ts';

/** Times are ISO 8601. */
export interface ScheduledReportRow {
  readonly name: string;
  readonly every: Cadence;
  readonly by: string;
  readonly formats: readonly string[];
  readonly to: readonly string[];
  readonly next: { readonly period: string; readonly dueAt: string };
  /** The latest; `null`: none yet. */
  readonly last: {
    readonly period: string;
    readonly madeAt: string;
    /** Mails by how they stand. */
    readonly delivered: number;
    readonly waiting: number;
    readonly givenUp: number;
  } | null;
}
