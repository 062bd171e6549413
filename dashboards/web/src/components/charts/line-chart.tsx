/** A small chart of measurements over time: averages as lines, lowest to highest as bands behind them. */
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import {
  axisStart,
  type Bucket,
  type ChartSeries,
  niceTicks,
  summarise,
  unbrokenRuns,
} from '../../lib/chart.ts';
import { axisTicks } from '../../lib/time.ts';
import { ChartLegend } from './chart-legend.tsx';
import { ChartReading } from './chart-reading.tsx';
import css from './line-chart.module.css';

export interface LineChartProps {
  title: string;
  series: readonly ChartSeries[];
  fromMs: number;
  toMs: number;
  height: number;
  /** With its unit. */
  formatValue: (value: number) => string;
  /** The axis reaches at least this, so that noise does not look like a mountain range. */
  leastTop: number;
}

const MARGIN = { top: 10, right: 8, bottom: 22, left: 58 };
const TICK_PIXELS = 42;
/** A bucket farther from the pointer than this part of the axis says nothing about its place. */
const READING_PARTS = 30;
/** What was measured once only is a point, and a line has none. */
const DOT_RADIUS = 2.6;
/** Each line has its dash as well as its colour. */
const DASHES = ['none', '6 3', '2 3', '9 3 2 3'];

/** The chart, its legend with figures, and a sentence that says the same. */
export function LineChart(props: LineChartProps) {
  const { title, series, toMs, height, formatValue, leastTop } = props;
  const fromMs = axisStart(series, props.fromMs, toMs);
  const { t } = useTranslation();
  const format = useFormat();
  const { ref, width } = useElementSize();
  const [pointerMs, setPointerMs] = useState<number | null>(null);

  const plotWidth = Math.max(1, width - MARGIN.left - MARGIN.right);
  const plotHeight = height - MARGIN.top - MARGIN.bottom;
  const highest = Math.max(leastTop, ...series.flatMap(({ buckets }) => buckets.map((bucket) => bucket[3])));
  const ticks = niceTicks(highest, Math.max(2, Math.floor(plotHeight / TICK_PIXELS)));
  const top = ticks.at(-1) ?? 1;
  const x = (timeMs: number) => MARGIN.left + ((timeMs - fromMs) / (toMs - fromMs)) * plotWidth;
  const y = (value: number) => MARGIN.top + (1 - value / top) * plotHeight;

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
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
    setPointerMs(at < 0 || at > plotWidth ? null : fromMs + (at / plotWidth) * (toMs - fromMs));
  };

  return (
    <figure className={css.chart}>
      <figcaption className={css.head}>
        <h3>{title}</h3>
        <ChartLegend series={series} dashes={DASHES} formatValue={formatValue} />
      </figcaption>
      <div ref={ref} className={css.plot} style={{ height }}>
        {width > 0 && (
          <svg
            width={width}
            height={height}
            role="img"
            aria-label={`${title}. ${summary.join(' ')}`}
            onPointerMove={point}
            onPointerLeave={() => setPointerMs(null)}
          >
            {ticks.map((tick) => (
              <g key={tick}>
                <line
                  x1={MARGIN.left}
                  x2={width - MARGIN.right}
                  y1={y(tick)}
                  y2={y(tick)}
                  className={css.grid}
                />
                <text x={MARGIN.left - 8} y={y(tick)} className={css.valueTick}>
                  {formatValue(tick)}
                </text>
              </g>
            ))}
            {axisTicks(fromMs, toMs, format.timeZone).map(({ atMs, isDay }) => (
              <text
                key={atMs}
                x={Math.min(x(atMs), width - MARGIN.right - 14)}
                y={height - 5}
                className={css.timeTick}
              >
                {isDay ? format.shortDate(atMs) : format.time(atMs)}
              </text>
            ))}
            {series.map(({ name, buckets }, index) => (
              <g key={name} data-series={index + 1}>
                {unbrokenRuns(buckets).map((run) => (
                  <Run
                    key={run[0]?.[0]}
                    run={run}
                    x={x}
                    y={y}
                    dash={DASHES[index % DASHES.length] ?? 'none'}
                  />
                ))}
              </g>
            ))}
            {pointerMs !== null && (
              <line x1={x(pointerMs)} x2={x(pointerMs)} y1={MARGIN.top} y2={y(0)} className={css.cursor} />
            )}
          </svg>
        )}
        {pointerMs !== null && (
          <ChartReading
            series={series}
            reachMs={(toMs - fromMs) / READING_PARTS}
            timeMs={pointerMs}
            left={x(pointerMs)}
            width={width}
            formatValue={formatValue}
          />
        )}
      </div>
    </figure>
  );
}

interface RunProps {
  run: readonly Bucket[];
  x: (timeMs: number) => number;
  y: (value: number) => number;
  dash: string;
}

/** One unbroken piece of a curve with its band; a single bucket is a dot with its range. */
function Run({ run, x, y, dash }: RunProps) {
  const at = (timeMs: number, value: number) => `${x(timeMs).toFixed(1)},${y(value).toFixed(1)}`;
  const [first] = run;
  if (first !== undefined && run.length === 1) {
    const [timeMs, average, minimum, maximum] = first;
    return (
      <>
        <line x1={x(timeMs)} x2={x(timeMs)} y1={y(minimum)} y2={y(maximum)} className={css.range} />
        <circle cx={x(timeMs)} cy={y(average)} r={DOT_RADIUS} className={css.dot} />
      </>
    );
  }
  const upper = run.map((bucket) => at(bucket[0], bucket[3]));
  const lower = run.toReversed().map((bucket) => at(bucket[0], bucket[2]));
  return (
    <>
      <path d={`M${[...upper, ...lower].join('L')}Z`} className={css.band} />
      <path
        d={`M${run.map((bucket) => at(bucket[0], bucket[1])).join('L')}`}
        className={css.line}
        strokeDasharray={dash}
      />
    </>
  );
}
