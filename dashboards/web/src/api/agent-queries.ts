/** What the page of agents reads. */
import { queryOptions } from '@tanstack/react-query';
import type { AgentBundleStatus, AgentRow } from '../../../../collector/api/types/agents.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import { request } from './client.ts';

export const agentKeys = { all: ['agents'] as const };

export const agentsQuery = () =>
  queryOptions({
    queryKey: [...agentKeys.all, 'list'] as const,
    queryFn: ({ signal }) => request<List<AgentRow>>('/agents', { signal }),
  });

export const agentBundleQuery = () =>
  queryOptions({
    queryKey: [...agentKeys.all, 'bundle'] as const,
    queryFn: ({ signal }) => request<AgentBundleStatus>('/agents/bundle', { signal }),
  });
