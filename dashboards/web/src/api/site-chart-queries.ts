/** What the charts of a site are drawn from. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { SeriesAnswer } from '../../../../collector/api/types/sites.ts';
import { type ChartSearch, type ChartWindow, chartWindow } from '../lib/chart-search.ts';
import { QUALITY_FIELDS, type QualityAnswer } from '../lib/quality.ts';
import { MINUTE, SECOND } from '../lib/time.ts';
import { request } from './client.ts';

/** A point that is still growing is read again this often at most, and at least. */
const REFRESH_MS = { least: 20 * SECOND, most: 5 * MINUTE };

export interface SiteChartsAnswer {
  readonly window: ChartWindow;
  readonly quality: QualityAnswer;
  /** Of each line by its id: `in_bps` and `out_bps`. */
  readonly traffic: ReadonlyMap<string, SeriesAnswer['series']>;
}

export interface SiteChartsOf {
  readonly siteId: string;
  /** Ids of the lines whose traffic is shown. */
  readonly lines: readonly string[];
  readonly search: ChartSearch;
}

/** `nowMs` gives the server's time, because this machine's clock may be wrong. */
export const siteChartsQuery = ({ siteId, lines, search }: SiteChartsOf, nowMs: () => number) =>
  queryOptions({
    queryKey: ['site-charts', siteId, lines, search] as const,
    queryFn: async ({ signal }): Promise<SiteChartsAnswer> => {
      const window = chartWindow(search, nowMs());
      const read = async (measurement: string, fields: readonly string[], line?: string) => {
        const query = new URLSearchParams({
          measurement,
          from: new Date(window.fromMs).toISOString(),
          to: new Date(window.toMs).toISOString(),
          buckets: String((window.toMs - window.fromMs) / window.stepMs),
        });
        for (const field of fields) query.append('field', field);
        if (line !== undefined) query.set('line', line);
        const path = `/sites/${encodeURIComponent(siteId)}/series?${query}`;
        return (await request<SeriesAnswer>(path, { signal })).series;
      };
      const [stamp, ping, ...traffic] = await Promise.all([
        read('stamp', QUALITY_FIELDS.stamp),
        read('ping', QUALITY_FIELDS.ping),
        ...lines.map((line) => read('interface', ['in_bps', 'out_bps'], line)),
      ]);
      return {
        window,
        quality: { stamp, ping },
        traffic: new Map(lines.map((line, index) => [line, traffic[index] ?? []])),
      };
    },
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined || !data.window.isLive) return false;
      return Math.min(Math.max(data.window.stepMs, REFRESH_MS.least), REFRESH_MS.most);
    },
    // The curves stay while the next are on their way: who looks closer must not lose the place.
    placeholderData: keepPreviousData,
  });
