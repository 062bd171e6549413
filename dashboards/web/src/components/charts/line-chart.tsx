/** A chart of measurements over time, with its legend and the same in words. */
import { useElementSize } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { axisStart, axisTop, type ChartSeries, niceTicks, plotTable, summarise } from '../../lib/chart.ts';
import { axisTicks, type Tick } from '../../lib/time.ts';
import { ChartLegend } from './chart-legend.tsx';
import { ChartReading } from './chart-reading.tsx';
import css from './line-chart.module.css';
import { Plot } from './plot.tsx';
import type { PlotView } from './plot-options.ts';

export interface LineChartProps extends Pick<PlotView, 'fromMs' | 'toMs' | 'height' | 'group' | 'onDraw'> {
  title: string;
  series: readonly ChartSeries[];
  /** With its unit. */
  formatValue: (value: number) => string;
  /** The axis reaches at least this, so that noise does not look like a mountain range. */
  leastTop: number;
}

const TICK_PIXELS = 42;
/** A bucket farther from the pointer than this part of the axis says nothing about its place. */
const READING_PARTS = 30;

/** The chart, its legend with figures, and a sentence that says the same. */
export function LineChart(props: LineChartProps) {
  const { title, series, toMs, height, formatValue, leastTop, group, onDraw } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const { ref, width } = useElementSize();
  const [pointer, setPointer] = useState<Parameters<PlotView['onPoint']>[0]>(null);
  const fromMs = axisStart(series, props.fromMs, toMs);
  const table = useMemo(() => plotTable(series), [series]);
  const valueTicks = useMemo(
    () => niceTicks(axisTop(series, leastTop), Math.max(2, Math.floor(height / TICK_PIXELS) - 1)),
    [series, leastTop, height],
  );
  const formatTick = useCallback(
    ({ atMs, isDay }: Tick) => (isDay ? format.shortDate(atMs) : format.time(atMs)),
    [format],
  );
  const summary = series.flatMap(({ name, buckets }) => {
    const figures = summarise(buckets);
    if (figures === null) return [];
    const [lowest, average, peak, latest] = [
      figures.lowest,
      figures.average,
      figures.highest,
      figures.latest,
    ].map(formatValue);
    return [t('chart.summary', { name, lowest, average, highest: peak, latest })];
  });
  return (
    <figure className={css.chart}>
      <figcaption className={css.head}>
        <h3>{title}</h3>
        <ChartLegend series={series} formatValue={formatValue} />
      </figcaption>
      <div
        ref={ref}
        className={css.plot}
        style={{ height }}
        role="img"
        aria-label={`${title}. ${summary.join(' ')}`}
      >
        {width > 0 && (
          <Plot
            table={table}
            fromMs={fromMs}
            toMs={toMs}
            width={width}
            height={height}
            valueTicks={valueTicks}
            timeTicks={axisTicks(fromMs, toMs, format.timeZone)}
            formatValue={formatValue}
            formatTick={formatTick}
            group={group}
            onPoint={setPointer}
            onDraw={onDraw}
          />
        )}
        {pointer !== null && (
          <ChartReading
            series={series}
            reachMs={(toMs - fromMs) / READING_PARTS}
            timeMs={pointer.timeMs}
            left={pointer.left}
            width={width}
            formatValue={formatValue}
          />
        )}
      </div>
    </figure>
  );
}
