/** What is read from the API, by which key it is kept, and how often it is read again. */
import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import type { About } from '../../../../collector/api/types/collector.ts';
import type { IncidentDetail, IncidentRow } from '../../../../collector/api/types/incidents.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import type { RoomRow } from '../../../../collector/api/types/rooms.ts';
import type { SiteDay, SiteDetail, SiteRow } from '../../../../collector/api/types/sites.ts';
import type { IncidentSearch } from '../lib/incident-filter.ts';
import { incidentParams } from '../lib/incident-filter.ts';
import type { IncidentFilter } from '../lib/live.ts';
import { MINUTE } from '../lib/time.ts';
import { request } from './client.ts';
import { ApiFailure } from './failure.ts';
import type { Session } from './session.ts';

/** States come by events; figures like the round-trip time do not, and a lost event must not stay lost. */
const REFRESH_MS = MINUTE;
/** The server's clock and version change rarely. */
const ABOUT_REFRESH_MS = 10 * MINUTE;
const RETRIES = 2;
const INCIDENT_LIMITS: Record<IncidentFilter, number> = { open: 500, resolved: 200, all: 500 };

export const keys = {
  about: ['about'] as const,
  sites: ['sites'] as const,
  rooms: ['rooms'] as const,
  incidents: (filter: IncidentFilter) => ['incidents', filter] as const,
  /** The beginning of every list of incidents that were looked for. */
  foundIncidents: ['incidents', 'found'] as const,
  incident: (id: string) => ['incident', id] as const,
  /** The beginning of every `site` key. */
  siteDetails: ['site'] as const,
  site: (id: string) => ['site', id] as const,
  /** Not a `site` key: what is kept under those is a `SiteDetail`. */
  siteDays: (id: string) => ['site-days', id] as const,
};

/** A query client with this program's rules. The session is told of every answer 401; until then nothing is asked anew. */
export function createQueryClient(session: Pick<Session, 'state' | 'require'>): QueryClient {
  const check = (error: unknown) => {
    if (error instanceof ApiFailure && error.status === 401) session.require();
  };
  const client = new QueryClient({
    defaultOptions: {
      // Without a network it is tried and said to have failed, instead of waiting without a word. In a closed network
      // a browser may believe that there is none at all.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: REFRESH_MS / 2,
        refetchInterval: () => (session.state().isRequired ? false : REFRESH_MS),
        retry: (failures, error) => failures < RETRIES && isWorthRetrying(error),
      },
    },
  });
  client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') check(event.action.error);
  });
  client.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') check(event.action.error);
  });
  return client;
}

/** A refusal stays a refusal; only a server that was not reached or failed may do better the next time. */
function isWorthRetrying(error: Error): boolean {
  return !(error instanceof ApiFailure) || error.status === 0 || error.status >= 500;
}

export const aboutQuery = () =>
  queryOptions({
    queryKey: keys.about,
    queryFn: ({ signal }) => request<About>('/about', { signal }),
    staleTime: ABOUT_REFRESH_MS,
    refetchInterval: ABOUT_REFRESH_MS,
  });

export const sitesQuery = () =>
  queryOptions({
    queryKey: keys.sites,
    queryFn: ({ signal }) => request<List<SiteRow>>('/sites', { signal }),
  });

export const roomsQuery = () =>
  queryOptions({
    queryKey: keys.rooms,
    queryFn: ({ signal }) => request<List<RoomRow>>('/rooms', { signal }),
  });

export const incidentsQuery = (filter: IncidentFilter) =>
  queryOptions({
    queryKey: keys.incidents(filter),
    queryFn: ({ signal }) =>
      request<List<IncidentRow>>(`/incidents?state=${filter}&limit=${INCIDENT_LIMITS[filter]}`, { signal }),
  });

/** Incidents that were looked for: what belongs to them only the server can say. */
export const foundIncidentsQuery = (filter: IncidentFilter, search: IncidentSearch) => {
  const params = { state: filter, limit: String(INCIDENT_LIMITS[filter]), ...incidentParams(search) };
  return queryOptions({
    queryKey: [...keys.foundIncidents, params] as const,
    queryFn: ({ signal }) =>
      request<List<IncidentRow>>(`/incidents?${new URLSearchParams(params)}`, { signal }),
    // The list stays while the next is on its way: a key typed must not make it flicker.
    placeholderData: keepPreviousData,
  });
};

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: keys.incident(id),
    queryFn: ({ signal }) => request<IncidentDetail>(`/incidents/${encodeURIComponent(id)}`, { signal }),
  });

export const siteQuery = (id: string) =>
  queryOptions({
    queryKey: keys.site(id),
    queryFn: ({ signal }) => request<SiteDetail>(`/sites/${encodeURIComponent(id)}`, { signal }),
  });

const DAYS = 90;

/** Day by day; a day that is over does not change. */
export const siteDaysQuery = (id: string) =>
  queryOptions({
    queryKey: keys.siteDays(id),
    queryFn: ({ signal }) =>
      request<List<SiteDay>>(`/sites/${encodeURIComponent(id)}/days?days=${DAYS}`, { signal }),
    refetchInterval: ABOUT_REFRESH_MS,
  });
