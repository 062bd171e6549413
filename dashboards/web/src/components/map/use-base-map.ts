/** The map's boundaries, read when a map is first shown. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import boundariesUrl from '../../../../../config/geo/districts-former.geojson?url';
import { ApiFailure } from '../../api/failure.ts';
import { type Boundaries, baseMap } from '../../lib/map-view.ts';

const boundariesQuery = () =>
  queryOptions({
    queryKey: ['boundaries'],
    queryFn: async ({ signal }) => {
      const response = await fetch(boundariesUrl, { signal });
      if (!response.ok) throw new ApiFailure(response.status, 'no_boundaries', response.statusText);
      return baseMap((await response.json()) as Boundaries);
    },
    // Part of the build: it cannot change while the page is open.
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  });

/** The projected boundaries. */
export function useBaseMap() {
  return useQuery(boundariesQuery());
}
