/** What the page of maintenance reads. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  MaintenancePreview,
  MaintenanceRow,
  OccurrenceRow,
} from '../../../../collector/api/types/maintenance.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import type { WindowBody } from '../lib/maintenance-draft.ts';
import { request } from './client.ts';

/** The beginning of everything that a change of a window changes. */
export const maintenanceKey = ['maintenance'] as const;

export const windowsQuery = () =>
  queryOptions({
    queryKey: [...maintenanceKey, 'windows'] as const,
    queryFn: ({ signal }) => request<List<MaintenanceRow>>('/maintenance', { signal }),
  });

export const occurrencesQuery = (fromMs: number, toMs: number) =>
  queryOptions({
    queryKey: [...maintenanceKey, 'occurrences', fromMs, toMs] as const,
    queryFn: ({ signal }) =>
      request<List<OccurrenceRow>>(`/maintenance/occurrences?from=${fromMs}&to=${toMs}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** When a window would come, and what is wrong with it. */
export const previewQuery = (body: WindowBody | undefined) =>
  queryOptions({
    queryKey: ['maintenance-preview', body] as const,
    queryFn: ({ signal }) =>
      request<MaintenancePreview>('/maintenance/preview', { method: 'POST', body, signal }),
    enabled: body !== undefined,
    refetchInterval: false,
    placeholderData: keepPreviousData,
  });
