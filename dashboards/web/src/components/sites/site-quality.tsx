/** Round-trip time and loss of a site over the last hour. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { qualityQuery } from '../../api/queries.ts';
import { useFormat, useServerClock } from '../../i18n/use-format.ts';
import { qualitySeries } from '../../lib/quality.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';

/** Quieter than these and the axis shows them calm. */
const LEAST_RTT_MS = 10;
const LEAST_LOSS_PERCENT = 5;

/** A panel with two charts; each measurement that there is data of becomes a line. */
export function SiteQuality({ siteId, className }: { siteId: string; className?: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useServerClock();
  const { data, error, refetch } = useQuery(qualityQuery(siteId, clock));
  const series = useMemo(
    () => (data === undefined ? undefined : qualitySeries(data.fields, (role) => t(`quality.${role}`))),
    [data, t],
  );
  if (data === undefined || series === undefined) {
    return (
      <Panel title={t('site.quality')} className={className}>
        {error !== null ? (
          <QueryProblem error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height={260} aria-label={t('app.loading')} />
        )}
      </Panel>
    );
  }
  const span = { fromMs: data.fromMs, toMs: data.toMs };
  const isEmpty = series.rtt.length === 0 && series.loss.length === 0;
  return (
    <Panel title={t('site.quality')} className={className}>
      {isEmpty && <Nothing>{t('chart.none')}</Nothing>}
      {series.rtt.length > 0 && (
        <LineChart
          title={t('chart.rtt')}
          series={series.rtt}
          height={190}
          formatValue={format.milliseconds}
          leastTop={LEAST_RTT_MS}
          {...span}
        />
      )}
      {series.loss.length > 0 && (
        <LineChart
          title={t('chart.loss')}
          series={series.loss}
          height={110}
          formatValue={format.loss}
          leastTop={LEAST_LOSS_PERCENT}
          {...span}
        />
      )}
    </Panel>
  );
}
