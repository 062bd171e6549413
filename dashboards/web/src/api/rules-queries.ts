/** What the page of rules reads. */
import { queryOptions } from '@tanstack/react-query';
import type { RulesFileAnswer, RulesReport } from '../../../../collector/api/types/rules.ts';
import { request } from './client.ts';

export const rulesFileQuery = () =>
  queryOptions({
    queryKey: ['rules', 'file'] as const,
    queryFn: ({ signal }) => request<RulesFileAnswer>('/rules/file', { signal }),
  });

export const rulesReportQuery = () =>
  queryOptions({
    queryKey: ['rules', 'report'] as const,
    queryFn: ({ signal }) => request<RulesReport>('/rules', { signal }),
  });
