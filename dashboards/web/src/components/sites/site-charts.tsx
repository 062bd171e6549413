/** How a site's connection was, for as long and as closely as one likes: delay, loss, jitter, what its lines carried. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineRow } from '../../../../../collector/api/types/equipment.ts';
import type { SiteDetail } from '../../../../../collector/api/types/sites.ts';
import { type SiteChartsAnswer, siteChartsQuery } from '../../api/site-chart-queries.ts';
import { useFormat, useServerClock } from '../../i18n/use-format.ts';
import type { ChartSeries } from '../../lib/chart.ts';
import { type ChartSearch, drawnSearch } from '../../lib/chart-search.ts';
import { qualityCharts } from '../../lib/quality.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import { SiteChartTools } from './site-chart-tools.tsx';
import css from './site-charts.module.css';

const HEIGHT = 170;
/** Quieter than these and the axis shows them calm. */
const LEAST = { rtt: 10, loss: 5, jitter: 5 } as const;
/** Of a line's contract. */
const LEAST_TRAFFIC_SHARE = 0.05;

export function SiteCharts({ site, search }: { site: SiteDetail; search: ChartSearch }) {
  const { t } = useTranslation();
  const clock = useServerClock();
  const lines = site.lines.map(({ id }) => id);
  const { data, error, refetch, isPlaceholderData } = useQuery(
    siteChartsQuery({ siteId: site.id, lines, search }, clock),
  );
  return (
    <Panel
      title={t('site.quality')}
      aside={
        <SiteChartTools
          siteId={site.id}
          search={search}
          window={data?.window}
          isReading={isPlaceholderData}
        />
      }
    >
      {data === undefined && error === null && <Skeleton height={380} aria-label={t('app.loading')} />}
      {error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Charts answer={data} site={site} />}
    </Panel>
  );
}

interface Chart {
  readonly key: string;
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly formatValue: (value: number) => string;
  readonly leastTop: number;
}

function Charts({ answer, site }: { answer: SiteChartsAnswer; site: SiteDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const charts = useCharts(answer, site.lines);
  const shown = charts.filter(({ series }) => series.length > 0);
  if (shown.length === 0) return <Nothing>{t('chart.none')}</Nothing>;
  const draw = (fromMs: number, toMs: number) =>
    void navigate({
      to: '/sites/$siteId',
      params: { siteId: site.id },
      search: drawnSearch(fromMs, toMs),
      resetScroll: false,
    });
  return (
    <>
      <div className={css.charts}>
        {shown.map(({ key, ...chart }) => (
          <LineChart
            key={key}
            {...chart}
            height={HEIGHT}
            fromMs={answer.window.fromMs}
            toMs={answer.window.toMs}
            group={site.id}
            onDraw={draw}
          />
        ))}
      </div>
      <p className={css.hint}>{t('chart.hint')}</p>
    </>
  );
}

function useCharts(answer: SiteChartsAnswer, lines: readonly LineRow[]): readonly Chart[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const { rtt, loss, jitter } = qualityCharts(answer.quality, {
      role: (role) => t(`quality.${role}`),
      direction: (direction) => t(`quality.${direction}`),
    });
    const { milliseconds, bitrate } = format;
    return [
      { key: 'rtt', title: t('chart.rtt'), series: rtt, formatValue: milliseconds, leastTop: LEAST.rtt },
      { key: 'loss', title: t('chart.loss'), series: loss, formatValue: format.loss, leastTop: LEAST.loss },
      {
        key: 'jitter',
        title: t('chart.jitter'),
        series: jitter,
        formatValue: milliseconds,
        leastTop: LEAST.jitter,
      },
      ...lines.map(({ id, carrier, bandwidthKbps }) => {
        const bandwidthBps = bandwidthKbps * 1000;
        const of = (field: string, name: string): ChartSeries[] =>
          (answer.traffic.get(id) ?? [])
            .filter((each) => each.field === field && each.buckets.length > 0)
            .map(({ buckets }) => ({ name, buckets }));
        return {
          key: `line ${id}`,
          title: t('chart.traffic', { carrier, bandwidth: bitrate(bandwidthBps) }),
          series: [...of('in_bps', t('chart.in')), ...of('out_bps', t('chart.out'))],
          formatValue: bitrate,
          leastTop: bandwidthBps * LEAST_TRAFFIC_SHARE,
        };
      }),
    ];
  }, [answer, lines, t, format]);
}
