/** How a room's connection was: voice quality, loss, jitter and delay. */

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RoomRow } from '../../../../../collector/api/types/rooms.ts';
import { roomHistoryQuery } from '../../api/room-queries.ts';
import { useFormat, useServerClock } from '../../i18n/use-format.ts';
import { SPANS, type Span } from '../../lib/span.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import { SegmentedLinks } from '../parts/segmented-links.tsx';
import css from './room-history.module.css';

/** Quieter than these and the axis shows them calm. */
const LEAST = { mos: 5, loss_percent: 5, jitter_forward_ms: 20, rtt_avg_ms: 20 } as const;

export function RoomHistory({ room, span }: { room: RoomRow; span: Span }) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useServerClock();
  const { data, error, refetch } = useQuery(roomHistoryQuery(room, span, clock));
  const charts = [
    ['mos', t('rooms.mosLong'), (mos: number) => format.number(mos, 1)],
    ['loss_percent', t('chart.loss'), format.loss],
    ['jitter_forward_ms', t('rooms.jitter'), format.milliseconds],
    ['rtt_avg_ms', t('chart.rtt'), format.milliseconds],
  ] as const;
  const isEmpty = data !== undefined && charts.every(([field]) => data.fields[field].length === 0);
  return (
    <Panel
      title={t('rooms.history', { room: room.name })}
      aside={
        <SegmentedLinks label={t('spans.label')}>
          {SPANS.map((each) => ({
            key: each,
            to: '/rooms' as const,
            search: { room: room.id, span: each },
            isCurrent: each === span,
            text: t(`spans.${each}`),
          }))}
        </SegmentedLinks>
      }
    >
      {data === undefined && error === null && <Skeleton height={260} aria-label={t('app.loading')} />}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {isEmpty && <Nothing>{t('rooms.noHistory')}</Nothing>}
      {data !== undefined && !isEmpty && (
        <div className={css.charts}>
          {charts.map(([field, title, formatValue]) => (
            <LineChart
              key={field}
              title={title}
              series={data.fields[field].map((each) => ({ ...each, name: t('quality.reach') }))}
              fromMs={data.fromMs}
              toMs={data.toMs}
              height={150}
              formatValue={formatValue}
              group="room"
              leastTop={LEAST[field]}
            />
          ))}
        </div>
      )}
    </Panel>
  );
}
