/** The history of a room's connection. */
import { queryOptions } from '@tanstack/react-query';
import type { RoomRow } from '../../../../collector/api/types/rooms.ts';
import type { SeriesAnswer } from '../../../../collector/api/types/sites.ts';
import type { ChartSeries } from '../lib/chart.ts';
import { SPAN_MS, type Span, stepsOf } from '../lib/span.ts';
import { request } from './client.ts';

const FIELDS = ['mos', 'loss_percent', 'jitter_forward_ms', 'rtt_avg_ms'] as const;
type Field = (typeof FIELDS)[number];
/** Half of a wide page has pixels for as many. */
const MOST_STEPS = 375;

export interface RoomHistoryAnswer {
  fromMs: number;
  toMs: number;
  fields: Record<Field, ChartSeries[]>;
}

/** `nowMs` gives the server's time, because this machine's clock may be wrong. */
export const roomHistoryQuery = ({ id, site }: RoomRow, span: Span, nowMs: () => number) =>
  queryOptions({
    queryKey: ['room-history', id, span] as const,
    queryFn: async ({ signal }): Promise<RoomHistoryAnswer> => {
      const { fromMs, toMs, stepMs } = stepsOf(nowMs() - SPAN_MS[span], nowMs(), MOST_STEPS);
      const query = new URLSearchParams({
        measurement: 'stamp',
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        buckets: String((toMs - fromMs) / stepMs),
      });
      for (const field of FIELDS) query.append('field', field);
      const path = `/sites/${encodeURIComponent(site)}/series?${query}`;
      const { series } = await request<SeriesAnswer>(path, { signal });
      const of = (wanted: Field): ChartSeries[] =>
        series
          .filter(({ field, tags }) => field === wanted && tags.room === id)
          .map(({ tags, buckets }) => ({ name: id, detail: tags.target, buckets }));
      return {
        fromMs,
        toMs,
        fields: {
          mos: of('mos'),
          loss_percent: of('loss_percent'),
          jitter_forward_ms: of('jitter_forward_ms'),
          rtt_avg_ms: of('rtt_avg_ms'),
        },
      };
    },
  });
