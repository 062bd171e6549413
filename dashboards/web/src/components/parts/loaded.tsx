/** What a query brought, or that it is on its way, or what went wrong. */
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryProblem } from './query-problem.tsx';

export interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** Pixels that it will take, roughly. */
  height?: number;
  children: (data: T) => ReactNode;
}

/** What was read before stays in sight when reading it again fails. */
export function Loaded<T>({ query, height = 120, children }: LoadedProps<T>) {
  const { t } = useTranslation();
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error !== null) return <QueryProblem error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={height} m={12} w="auto" aria-label={t('app.loading')} />;
}
