/** What the HTTP API answers about reports. */

/** `GET /api/v1/reports/uptime?format=json` */
export type { ReportHeader, ReportOutage, ReportRow, StripCell, UptimeReport } from '../../reports/report.ts';
/** One row of `GET /api/v1/reports/scheduled`. */
export type { ScheduledReportRow } from '../../reports/schedule/row.ts';
