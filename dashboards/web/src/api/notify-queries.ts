/** What the page of notifications reads. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { MessageList, NotifyReport, NotifySetup } from '../../../../collector/api/types/notify.ts';
import { type OutboxSearch, outboxParams } from '../lib/outbox-search.ts';
import { request } from './client.ts';

const PAGE_SIZE = 50;

export const notifyKeys = {
  /** The beginning of all of them. */
  all: ['notify'] as const,
  messages: ['notify', 'messages'] as const,
};

export const dutiesQuery = () =>
  queryOptions({
    queryKey: [...notifyKeys.all, 'duties'] as const,
    queryFn: ({ signal }) => request<NotifyReport>('/notify', { signal }),
  });

export const notifySetupQuery = () =>
  queryOptions({
    queryKey: [...notifyKeys.all, 'setup'] as const,
    queryFn: ({ signal }) => request<NotifySetup>('/notify/setup', { signal }),
  });

export const messagesQuery = (search: OutboxSearch) => {
  const params = outboxParams(search);
  return infiniteQueryOptions({
    queryKey: [...notifyKeys.messages, params] as const,
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ ...params, limit: String(PAGE_SIZE) });
      if (pageParam !== null) query.set('before', String(pageParam));
      return request<MessageList>(`/notify/messages?${query}`, { signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
};
