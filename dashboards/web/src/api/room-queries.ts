/** The history of a room's connection. */
import { queryOptions } from '@tanstack/react-query';
import type { RoomRow } from '../../../../collector/api/types/rooms.ts';
import type { SeriesAnswer } from '../../../../collector/api/types/sites.ts';
import type { ChartSeries } from '../lib/chart.ts';
import { SPAN_MS, type Span } from '../lib/room-search.ts';
import { request } from './client.ts';

type Field = 'mos' | 'loss_percent' | 'jitter_forward_ms' | 'rtt_avg_ms';
/** As many as a half of a wide page has pixels to spare. */
const BUCKETS = 160;

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
      const toMs = nowMs();
      const fromMs = toMs - SPAN_MS[span];
      const read = async (field: Field): Promise<ChartSeries[]> => {
        const query = new URLSearchParams({
          measurement: 'stamp',
          field,
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
          buckets: String(BUCKETS),
        });
        const path = `/sites/${encodeURIComponent(site)}/series?${query}`;
        const { series } = await request<SeriesAnswer>(path, { signal });
        return series
          .filter(({ tags }) => tags.room === id)
          .map(({ tags, buckets }) => ({ name: id, detail: tags.target, buckets }));
      };
      const [mos, loss, jitter, rtt] = await Promise.all([
        read('mos'),
        read('loss_percent'),
        read('jitter_forward_ms'),
        read('rtt_avg_ms'),
      ]);
      return {
        fromMs,
        toMs,
        fields: { mos, loss_percent: loss, jitter_forward_ms: jitter, rtt_avg_ms: rtt },
      };
    },
  });
