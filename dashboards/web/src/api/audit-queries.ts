/** What the page of the audit reads. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AuditRow, AuditVerdictAnswer } from '../../../../collector/api/types/audit.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import { type AuditSearch, auditParams } from '../lib/audit-search.ts';
import { request } from './client.ts';

const PAGE_SIZE = 100;

export const auditQuery = (search: AuditSearch, timeZone: string) => {
  const params = auditParams(search, timeZone);
  return infiniteQueryOptions({
    queryKey: ['audit', params] as const,
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ ...params, limit: String(PAGE_SIZE) });
      if (pageParam !== null) query.set('before', String(pageParam));
      return request<List<AuditRow>>(`/audit?${query}`, { signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ items }) => (items.length < PAGE_SIZE ? null : (items.at(-1)?.id ?? null)),
    placeholderData: keepPreviousData,
  });
};

/** Every hash is taken again: when it is asked for, not by the clock. */
export const auditVerdictQuery = () =>
  queryOptions({
    queryKey: ['audit-verdict'] as const,
    queryFn: ({ signal }) => request<AuditVerdictAnswer>('/audit/verify', { signal }),
    refetchInterval: false,
  });
