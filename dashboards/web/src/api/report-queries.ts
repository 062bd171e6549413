/** What the page of reports reads. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { List } from '../../../../collector/api/types/parts.ts';
import type { ScheduledReportRow, UptimeReport } from '../../../../collector/api/types/reports.ts';
import { type ReportWanted, reportParams } from '../lib/report-search.ts';
import { request } from './client.ts';

/** A report of a year of a large network is work: it is made again when something is asked, not by the clock. */
export const reportQuery = (wanted: ReportWanted) => {
  const params = reportParams(wanted);
  return queryOptions({
    queryKey: ['report', params] as const,
    queryFn: ({ signal }) =>
      request<UptimeReport>(`/reports/uptime?${new URLSearchParams(params)}`, { signal }),
    refetchInterval: false,
    // The last one stays in sight while the next is made.
    placeholderData: keepPreviousData,
  });
};

export const scheduledReportsQuery = () =>
  queryOptions({
    queryKey: ['scheduled-reports'] as const,
    queryFn: ({ signal }) => request<List<ScheduledReportRow>>('/reports/scheduled', { signal }),
  });
